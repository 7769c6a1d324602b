from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.browser.matrix.visitor import until
from tests.support.browsers.seam import Profile, Tab
from tests.support.demo import Demo, running_demo
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

ACCEPT, REFUSE = (f".banner [value={answer}]" for answer in ("granted", "denied"))
PATH_TO_THE_TILL = (
    "main a[href^='/products/']",
    "form[action='/cart'] button",
    "a[href='/checkout']",
    "[data-fill]",
    "form[action='/checkout'] button.wide",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("matrix") / "data") as demo:
        yield demo


@pytest.fixture
def demo(running: Demo) -> Demo:
    running.reset()
    return running


async def test_a_purchase_counts_once(demo: Demo, profile: Profile) -> None:
    """A purchase reaches Meta from the browser and from the server under one id, and Meta counts one."""
    tab = await _answered(demo, profile, ACCEPT)
    order = await _buy(tab)

    counts = await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] == 2)
    pair = demo.pair("Purchase")
    assert counts == {"counted": 1, "received": 2, "deduplicated": 1, "browser": 1, "server": 1}
    assert pair["browser"]["event_id"] == pair["server"]["event_id"] == f"order_{order}"


async def test_a_purchase_with_the_pixel_blocked(demo: Demo, profile: Profile) -> None:
    """A purchase with the Pixel blocked reaches Meta from the server alone, and Meta counts one."""
    tab = await _answered(demo, profile, ACCEPT)
    await tab.press("[data-switch=block-pixel]")
    await until(tab, "document.querySelector('[data-switch=block-pixel][aria-checked=true]') !== null")
    await _buy(tab)

    counts = await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] == 1)
    assert counts == {"counted": 1, "received": 1, "deduplicated": 0, "browser": 0, "server": 1}


async def test_a_purchase_after_a_refusal(demo: Demo, profile: Profile) -> None:
    """Of a visitor who refused, Meta hears nothing before the answer, of the purchase, or after it."""
    tab = await _answered(demo, profile, REFUSE)
    order = await _buy(tab)

    await eventually(lambda: _is_settled(demo, order), bool)
    assert demo.ask(f"{demo.emulator}/sandbox/received")["events"] == []
    assert (await tab.cookies()).keys() <= {"shop_consent", "shop_session"}


async def _answered(demo: Demo, profile: Profile, answer: str) -> Tab:
    tab = await profile.tab()
    await tab.open(f"{demo.shop}/?fbclid=IwAR0_CaseKept")
    await until(tab, "!!window.tandem?.ready")
    assert demo.ask(f"{demo.emulator}/sandbox/received")["events"] == []
    await tab.press(answer)
    await until(tab, "document.querySelector('.banner').hidden")
    return tab


async def _buy(tab: Tab) -> str:
    for step in PATH_TO_THE_TILL:
        await tab.press(step)
    await until(tab, "document.querySelector('[data-state=paid]') !== null")
    return str(await tab.run("return document.querySelector('[data-order]').dataset.order"))


def _is_settled(demo: Demo, order: str) -> bool:
    """Whether the ledger has said its last word on the order."""
    sql = "SELECT count(*) FROM outbox JOIN conversion ON id = conversion WHERE event_id = ? AND state = 'refused'"
    with closing(sqlite3.connect(f"file:{demo.data / 'ledger.db'}?mode=ro", uri=True)) as ledger:
        return bool(ledger.execute(sql, [f"order_{order}"]).fetchone()[0])
