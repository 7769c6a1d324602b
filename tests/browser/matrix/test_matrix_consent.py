from __future__ import annotations

import pytest

from tandem.config.bridge import Bridge
from tandem.config.clicks import Clicks
from tandem.config.page import Declared, Routes
from tandem.config.queue import Queue
from tests.browser.matrix.visitor import Visitor, until
from tests.browser.tag.stage import Stage
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

CALLS = "tandem('track', 'Lead'); tandem('track', 'Contact'); tandem('identify', {em: 'ada@example.com'});"


@pytest.fixture(autouse=True)
def opt_in(stage: Stage) -> None:
    stage.settings["consent"] = "opt_in"


async def test_nothing_before_the_answer(visitor: Visitor) -> None:
    """Before the visitor has answered there is no request, no cookie, and nothing in any storage."""
    tab = await visitor.open("/?fbclid=IwAR0", CALLS)
    await tab.run(CALLS)

    assert await visitor.traces(tab) == []


async def test_a_yes_releases_what_was_held(visitor: Visitor) -> None:
    """A yes releases what was held, in order, once on each leg, and says who said it."""
    tab = await visitor.open("/", CALLS)
    await tab.run("tandem('consent', 'granted', {signal: 'banner', at: 1795305600000})")

    for name in ("Lead", "Contact"):
        server, browser = await visitor.both(name)
        assert server["event_id"] == browser["eventID"]
    told = visitor.stage.gateway.messages
    assert [event["event_name"] for event in visitor.stage.gateway.events()] == ["Lead", "Contact"]
    assert told[0]["consent"] == {"ads": "granted", "signal": "banner", "at": 1795305600000}
    await visitor.settle(tab)


async def test_nothing_after_a_no(visitor: Visitor) -> None:
    """After a no nothing is sent or stored, on this page or the next, and what was held never comes back."""
    tab = await visitor.open("/?fbclid=IwAR0", CALLS + "tandem('consent', 'denied');")
    await tab.run("tandem('track', 'Purchase')")
    assert await visitor.traces(tab) == []
    await tab.open(f"{visitor.stage.shop_address}/next")
    assert await visitor.traces(tab) == []

    await tab.run("tandem('consent', 'granted'); tandem('track', 'Schedule')")
    await visitor.both("Schedule")
    assert {event["event_name"] for event in visitor.stage.gateway.events()} == {"Schedule"}
    assert {told["event"] for told in visitor.stage.meta.memory.told} == {"Schedule"}


async def test_a_yes_taken_back(visitor: Visitor) -> None:
    """A yes taken back removes the cookies, is told to the gateway once, and stops both legs."""
    tab = await visitor.open("/?fbclid=IwAR0", "tandem('consent', 'granted'); tandem('track', 'Lead');")
    await visitor.both("Lead")
    await visitor.stage.meta.event("PageView")
    await tab.run("for (const again of [1, 2]) tandem('consent', 'denied')")
    await visitor.stage.gateway.memory.until(lambda: visitor.stage.gateway.messages[-1]["consent"]["ads"] == "denied")
    await visitor.settle(tab)
    told = len(visitor.asked())
    await tab.run("tandem('track', 'Contact'); fbq('track', 'Theirs')")

    assert await tab.cookies() == {}
    await visitor.settle(tab)
    assert len(visitor.asked()) == told


async def test_global_privacy_control(visitor: Visitor) -> None:
    """Global Privacy Control is a no, whatever the page's banner says."""
    visitor.stage.shop.head = (
        "<script>Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})</script>"
    )
    tab = await visitor.open("/?fbclid=IwAR0", "tandem('consent', 'granted');" + CALLS)
    await tab.run("tandem('consent', 'granted'); tandem('track', 'Lead')")

    assert await visitor.traces(tab) == []


async def test_every_part_asks_first(visitor: Visitor) -> None:
    """An application with every part on, left and brought back: nothing before the answer, nothing after a no."""
    parts = {
        "bridge": Bridge(domains=("pay.example.net",)),
        "clicks": Clicks(),
        "declared": Declared(),
        "queue": Queue(),
        "routes": Routes(),
    }
    visitor.stage.gateway.parts += parts
    visitor.stage.settings.update({name: part.told() for name, part in parts.items()})
    tab = await visitor.open("/first?fbclid=IwAR0&gclid=Cj0-Ab_c", CALLS)
    await tab.run("history.pushState({}, '', '/route')")
    await tab.open(f"{visitor.stage.shop_address}/second")
    await tab.back()
    await until(tab, "location.pathname === '/route' && window.tandem?.ready")
    assert await visitor.traces(tab) == []

    await tab.run(f"tandem('consent', 'denied'); {CALLS} history.pushState({{}}, '', '/further')")
    assert await visitor.traces(tab) == []
    await tab.run("tandem('consent', 'granted'); tandem('track', 'Schedule')")
    await visitor.both("Schedule")


async def test_a_strict_page_of_mode_api_only_asks_first(visitor: Visitor) -> None:
    """Mode `api-only` under a nonce and Trusted Types: nothing before the answer, nothing after a no."""
    stage = visitor.stage
    stage.settings["mode"] = "api_only"
    stage.shop.stub = "nonce=r4nd0m"
    stage.shop.tag = f"{stage.shop.stub} {stage.shop.tag}"
    stage.shop.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; base-uri 'none'; object-src 'none'; "
        f"connect-src 'self' {stage.gateway_address}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    tab = await visitor.open("/?fbclid=IwAR0", CALLS)
    assert await visitor.traces(tab) == []

    await tab.run(f"tandem('consent', 'denied'); {CALLS}")
    assert await visitor.traces(tab) == []
    await tab.run("tandem('consent', 'granted'); tandem('track', 'Schedule')")
    await stage.gateway.event("Schedule")


async def test_a_sandboxed_frame_of_mode_pixel_only_asks_first(visitor: Visitor) -> None:
    """Mode `pixel-only` in a sandboxed frame: nothing before the answer, nothing after a no."""
    stage = visitor.stage
    stage.settings["mode"] = "pixel_only"
    stage.shop.others["/frame"] = '<!doctype html><iframe sandbox="allow-scripts" src="/checkout"></iframe>'
    tab = await visitor.profile.tab()
    for number, answer in enumerate(("", "tandem('consent', 'denied');", "tandem('consent', 'granted');")):
        assert visitor.asked() == []
        stage.shop.calls = f"{CALLS} {answer} addEventListener('load', () => fetch('/loaded-{number}'))"
        await tab.open(f"{stage.shop_address}/frame")
        await eventually(lambda wanted=f"/loaded-{number}": wanted in stage.shop.line.asked, bool)  # type: ignore[misc]
    await stage.meta.event("Lead")
