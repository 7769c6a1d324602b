"""A shop whose webhooks are lost: its orders count all the same, and nobody types a command."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import Gateway, running_gateway
from tests.support.shops.messages import SECRETS, in_base64
from tests.support.shops.woo_shop import KEYS, WooShop, woo_shop
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.orders

SECRET = SECRETS[1].reveal()

SOURCE = """
[[site.source]]
name = "pots"
kind = "woocommerce"
secrets = ["{secret}"]
url = "{url}"
token = "{token}"
poll-minutes = 0.01
[site.consent]
policy = "none"
"""

EVENTS = '[Purchase.order]\ntruth = "pots"\nwhen = "paid"\n'


@pytest.fixture
def shop() -> Iterator[WooShop]:
    with woo_shop() as opened:
        yield opened


@contextmanager
def asking_gateway(folder: Path, shop: WooShop, meta: MetaEmulator) -> Iterator[Gateway]:
    (folder / "events.toml").write_text(EVENTS, encoding="utf-8")
    more = SOURCE.format(secret=SECRET, url=shop.url, token=KEYS)
    with running_gateway(folder, meta.url, more) as running:
        yield running


@pytest.fixture
def gateway(tmp_path: Path, shop: WooShop, meta: MetaEmulator) -> Iterator[Gateway]:
    """It has been asking for a while when the test begins."""
    with asking_gateway(tmp_path, shop, meta) as running:
        yield running


def webhook(gateway: Gateway, body: bytes) -> None:
    headers = {"x-wc-webhook-signature": in_base64(body), "x-wc-webhook-topic": "order.updated"}
    urlopen(Request(f"{gateway.url}/hooks/pots", body, headers), timeout=10).close()


async def test_an_order_whose_webhook_was_lost_counts_once(gateway: Gateway, shop: WooShop, meta: MetaEmulator) -> None:
    """The shop is asked for it again and again; that counts nothing more."""
    shop.sell("7001")
    assert await eventually(lambda: meta.counted("Purchase"), lambda count: count == 1)
    before = len(shop.asked)
    await eventually(lambda: len(shop.asked), lambda now: now > before + 1)
    assert await stays(lambda: meta.counted("Purchase"), 1, seconds=1)
    assert [event["raw"]["event_id"] for event in meta.received()] == ["order_7001"]


def standing(gateway: Gateway) -> dict[str, Any]:
    """How the dashboard says that the shop stands; nothing before the dashboard answers."""
    try:
        with urlopen(f"http://127.0.0.1:{gateway.port + 1}/api/health", timeout=10) as answer:
            (source,) = json.load(answer)["books"]["sources"]
    except (URLError, TypeError):
        return {"asking": [], "heard_at": None}
    return dict(source)


def asked(told: dict[str, Any]) -> dict[str, Any]:
    """Of the poll, once there was one."""
    return dict(told["asking"][0]) if told["asking"] else {"news": 0, "failing": None}


async def test_what_a_shop_tells_when_asked_is_no_sign_that_its_webhooks_live(gateway: Gateway, shop: WooShop) -> None:
    """So that their silence can be told of, though nothing is missing: it was placed, and it was paid."""
    shop.sell("7003")
    seen = await eventually(lambda: standing(gateway), lambda told: asked(told)["news"] > 0)
    assert (seen["source"], seen["heard_at"]) == ("pots", None)
    assert await eventually(lambda: asked(standing(gateway))["news"], lambda news: news == 2)
    webhook(gateway, shop.sell("7004"))
    seen = await eventually(lambda: standing(gateway), lambda told: told["heard_at"] is not None)
    assert seen["messages"] == 1


async def test_a_token_that_the_shop_takes_no_more_is_seen_at_once_and_mended_without_a_restart(
    gateway: Gateway, shop: WooShop, meta: MetaEmulator
) -> None:
    """Nothing of the token is shown, and nothing was lost meanwhile."""
    shop.keys = "ck_other:cs_other"
    seen = await eventually(
        lambda: standing(gateway), lambda told: bool(told["asking"] and told["asking"][0]["failing"])
    )
    assert seen["asking"][0]["failing"]["denied"]
    assert "401" in seen["asking"][0]["failing"]["problem"]
    assert "cs_of_tests" not in json.dumps(seen)
    shop.sell("7005")
    shop.keys = KEYS
    assert await eventually(lambda: meta.counted("Purchase"), lambda count: count == 1, patience=40)


async def test_an_order_that_webhook_and_poll_both_tell_counts_once(
    gateway: Gateway, shop: WooShop, meta: MetaEmulator
) -> None:
    webhook(gateway, shop.sell("7002"))
    before = len(shop.asked)
    await eventually(lambda: len(shop.asked), lambda now: now > before + 1)
    assert await eventually(lambda: meta.counted("Purchase"), lambda count: count == 1)
    assert await stays(lambda: meta.counted("Purchase"), 1, seconds=1)


async def test_a_worker_that_is_killed_while_it_asks_loses_no_order_and_doubles_none(
    tmp_path: Path, shop: WooShop, meta: MetaEmulator
) -> None:
    """
    Two hundred orders of the last hour, told by nobody, and `kill -9` twice among them: two hundred conversions. What
    the books called delivered is not sent again; a request that was under way may be, under the same ids.
    """
    begun = datetime.now(UTC) - timedelta(minutes=50)
    for number in range(200):
        shop.sell(str(8000 + number), begun + timedelta(seconds=10 * number))
    settled: dict[str, int] = {}
    with asking_gateway(tmp_path, shop, meta) as gateway:
        for taken in (20, 120):
            await eventually(lambda: meta.counted("Purchase"), lambda count, least=taken: count >= least, patience=40)
            ids = await eventually(lambda: delivered(gateway), lambda ids, least=taken: len(ids) >= least)
            sent = times_received(meta)
            settled = {**{event_id: sent[event_id] for event_id in ids}, **settled}
            gateway.kill("worker")
        await eventually(lambda: len(delivered(gateway)), lambda count: count == 200, patience=40)
        assert await stays(lambda: len(times_received(meta)), 200, seconds=1)
        assert len(delivered(gateway)) == 200
        sent = times_received(meta)
        assert {event_id: sent[event_id] for event_id in settled} == settled


def delivered(gateway: Gateway) -> set[str]:
    with closing(sqlite3.connect(f"file:{gateway.data / 'ledger.db'}?mode=ro", uri=True)) as ledger:
        rows = ledger.execute(
            "SELECT event_id FROM conversion JOIN outbox ON id = conversion WHERE state = 'delivered'"
        )
        return {str(event_id) for (event_id,) in rows}


def times_received(meta: MetaEmulator) -> Counter[str]:
    return Counter(event["event_id"] for event in meta.received(event_name="Purchase", limit="1000"))
