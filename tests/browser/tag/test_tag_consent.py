"""Nothing before a yes, nothing after a no, and a yes can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor
from tests.support.waiting import stays

pytestmark = pytest.mark.browser

CALLS = "tandem('track', 'Lead'); tandem('track', 'Contact'); tandem('identify', {em: 'ada@example.com'})"
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"


@pytest.fixture(autouse=True)
def opt_in(stage: Stage) -> None:
    stage.settings["consent"] = "opt_in"


async def traces(visitor: Visitor, page: Any) -> list[Any]:
    """Every trace that a tag could leave: requests, cookies, storage."""
    await visitor.settle(page)
    stored = await page.evaluate(STORED)
    return [*visitor.asked(), *await visitor.cookies(), *(name for name, count in stored.items() if count)]


async def test_before_the_answer_there_is_no_request_no_cookie_and_nothing_stored(
    stage: Stage, visitor: Visitor
) -> None:
    page = await visitor.open("/?fbclid=IwAR0")
    await page.evaluate(CALLS)

    assert await traces(visitor, page) == []


async def test_after_a_refusal_neither_leg_goes_and_nothing_held_comes_back(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open("/?fbclid=IwAR0")
    await page.evaluate(CALLS + "; tandem('consent', 'denied'); tandem('track', 'Purchase')")
    assert await traces(visitor, page) == []

    await page.evaluate("tandem('consent', 'granted'); tandem('track', 'Schedule')")
    await stage.gateway.event("Schedule")
    await stage.meta.event("Schedule")
    assert [event["event_name"] for event in stage.gateway.events()] == ["Schedule"]
    assert {told["event"] for told in stage.meta.memory.told} == {"Schedule"}


async def test_after_a_grant_what_was_held_goes_in_order_on_both_legs(stage: Stage, visitor: Visitor) -> None:
    """With the time at which it happened, and with who said yes."""
    page = await visitor.open()
    await page.evaluate(CALLS)
    before = await page.evaluate("Date.now()")
    await page.evaluate("tandem('consent', 'granted', {signal: 'banner', at: 1795305600000})")
    await stage.gateway.event("Contact")
    await stage.meta.event("Contact")

    events = stage.gateway.events()
    assert [event["event_name"] for event in events] == ["Lead", "Contact"]
    assert all(event["event_time"] <= before for event in events)
    assert {told["event"] for told in stage.meta.memory.told} == {"PageView", "Lead", "Contact"}
    assert stage.gateway.messages[0]["consent"] == {"ads": "granted", "signal": "banner", "at": 1795305600000}


async def test_a_withdrawal_takes_the_cookies_away_and_tells_the_gateway_once(stage: Stage, visitor: Visitor) -> None:
    """So that the gateway can stop what it still holds of this visitor."""
    stage.shop.calls = "tandem('consent', 'granted')"
    page = await visitor.open("/?fbclid=IwAR0")
    await stage.meta.event("PageView")
    fbp = (await visitor.cookies())["_fbp"]["value"]

    await page.evaluate("for (const again of [1, 2]) tandem('consent', 'denied', {signal: 'banner'})")
    refusal = await stage.gateway.memory.until(
        lambda: next((message for message in stage.gateway.messages if message["consent"]["ads"] == "denied"), None)
    )
    assert refusal["visit"] == {"fbp": fbp}
    assert refusal["consent"]["signal"] == "banner"
    assert "events" not in refusal
    assert await visitor.cookies() == {}

    told = len(stage.gateway.messages)
    await page.evaluate("tandem('consent', 'denied'); tandem('track', 'Lead'); fbq('track', 'Theirs')")
    await visitor.settle(page)
    assert len(stage.gateway.messages) == told
    assert stage.meta.heard("Lead") == stage.meta.heard("Theirs") == []


async def test_a_withdrawal_before_the_library_has_come_leaves_it_nothing_to_send(
    stage: Stage, visitor: Visitor
) -> None:
    """What waited in its queue is gone, so is what waited for another try at the gateway, and no report follows."""
    stage.shop.calls = "tandem('consent', 'granted'); tandem('track', 'Lead')"
    stage.gateway.answers = [503] * 9
    stage.meta.ready.clear()
    page = await visitor.open()
    await stage.gateway.event("Lead")
    await page.evaluate("tandem('consent', 'denied')")
    tries = len(stage.gateway.events("Lead"))
    stage.gateway.answers.clear()
    stage.meta.ready.set()
    await page.wait_for_function("!!fbq.callMethod")

    await page.evaluate("tandem('consent', 'granted'); tandem('track', 'Schedule')")
    await stage.meta.event("Schedule")
    await stage.gateway.event("Schedule")
    assert stage.meta.heard("Lead") == stage.meta.heard("PageView") == []
    assert stage.gateway.reports() == []
    assert await stays(lambda: len(stage.gateway.events("Lead")), tries)


async def test_a_refusal_on_a_later_page_is_a_withdrawal_too(stage: Stage, visitor: Visitor) -> None:
    """Many banners load the page anew after a change of mind: the cookies show that there was a yes."""
    kept = "fb.0.1700000000000.1234567890"
    await visitor.context.add_cookies([{"name": "_fbp", "value": kept, "url": stage.shop_address}])
    stage.shop.calls = "tandem('consent', 'denied')"
    await visitor.open()

    [message] = await stage.gateway.memory.until(lambda: stage.gateway.messages)
    assert (message["consent"]["ads"], message["visit"]) == ("denied", {"fbp": kept})
    assert await visitor.cookies() == {}


async def test_of_several_queued_answers_the_last_one_counts(stage: Stage, visitor: Visitor) -> None:
    """A banner may set a default first; it must not cost a returning visitor the ids."""
    kept = "fb.0.1700000000000.1234567890"
    await visitor.context.add_cookies([{"name": "_fbp", "value": kept, "url": stage.shop_address}])
    stage.shop.calls = "tandem('consent', 'denied'); tandem('track', 'Lead'); tandem('consent', 'granted')"
    await visitor.open()

    await stage.gateway.event("Lead")
    assert stage.gateway.messages[0]["visit"] == {"fbp": kept}


async def test_opt_out_sends_without_an_answer_and_claims_none(stage: Stage, visitor: Visitor) -> None:
    stage.settings["consent"] = "opt_out"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")

    await stage.gateway.event("Lead")
    assert stage.gateway.messages[-1]["consent"] == {"ads": "unknown"}


async def test_opt_out_obeys_a_refusal_that_came_before_the_tag(stage: Stage, visitor: Visitor) -> None:
    stage.settings["consent"] = "opt_out"
    stage.shop.calls = "tandem('track', 'Lead'); tandem('consent', 'denied')"
    page = await visitor.open()

    assert await traces(visitor, page) == []


@pytest.mark.parametrize("policy", ["opt_in", "opt_out"])
async def test_global_privacy_control_is_a_refusal_whatever_the_banner_says(
    stage: Stage, visitor: Visitor, policy: str
) -> None:
    stage.settings["consent"] = policy
    stage.shop.calls = "tandem('consent', 'granted'); tandem('track', 'Lead')"
    await visitor.context.add_init_script(GPC)
    page = await visitor.open()
    await page.evaluate("tandem('consent', 'granted'); tandem('track', 'Contact')")

    assert await traces(visitor, page) == []


async def test_a_site_may_choose_not_to_read_global_privacy_control(stage: Stage, visitor: Visitor) -> None:
    stage.settings["honour_gpc"] = False
    stage.shop.calls = "tandem('consent', 'granted'); tandem('track', 'Lead')"
    await visitor.context.add_init_script(GPC)
    await visitor.open()

    await stage.gateway.event("Lead")


async def test_a_limited_yes_is_told_to_the_pixel_before_its_name_and_to_the_gateway(
    stage: Stage, visitor: Visitor
) -> None:
    """Limited Data Use holds for what comes after it; Meta wants it before `init`. Later it can be taken back."""
    stage.shop.head = "<script>window.told = []; window.fbq = (...call) => told.push(call)</script>"
    page = await visitor.open()
    limited = "{ads: 'granted', limit: [1, 1000], region: 'US-CA'}"
    await page.evaluate(f"tandem('join', (host) => {{ window.host = host; host.answer({limited}) }})")
    await page.evaluate("tandem('track', 'Lead')")
    await stage.gateway.event("Lead")
    await page.evaluate("host.answer({ads: 'granted'})")

    calls = await page.evaluate("told")
    assert calls[0] == ["dataProcessingOptions", ["LDU"], 1, 1000]
    assert calls[1][:2] == ["init", "1234567890"]
    assert calls[-1] == ["dataProcessingOptions", []]
    said = stage.gateway.messages[0]["consent"]
    assert (said["limit"], said["region"]) == ([1, 1000], "US-CA")
