"""The server leg waits for nobody, and the gateway learns what became of the browser leg."""

from __future__ import annotations

import asyncio

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

LEAD = "tandem('track', 'Lead')"
OFF_FACEBOOK = "script-src 'unsafe-inline' {gateway}; connect-src *"


async def test_a_pixel_that_comes_is_reported_as_loaded(stage: Stage, visitor: Visitor) -> None:
    """The event leaves while the library is on its way, and the report follows."""
    stage.meta.ready.clear()
    page = await visitor.open()
    await page.evaluate(LEAD)
    assert (await stage.gateway.event("Lead"))["pixel"] == "loading"
    stage.meta.ready.set()

    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "loaded")]
    await stage.meta.event("Lead")


async def test_an_event_after_the_library_has_come_needs_no_report(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await stage.meta.event("PageView")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["pixel"] == "loaded"
    await visitor.settle(page)
    assert stage.gateway.reports() == []


async def test_a_blocked_pixel_costs_only_the_browser_leg(stage: Stage, visitor: Visitor) -> None:
    """A blocker stops the request: the event arrives, the block is reported, and later events say it at once."""
    stage.shop.calls = LEAD
    await visitor.context.route("**/fbevents.js", lambda route: route.abort())
    page = await visitor.open()
    await stage.gateway.event("Lead")
    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "blocked")]

    await page.evaluate("tandem('track', 'Contact')")
    assert (await stage.gateway.event("Contact"))["pixel"] == "blocked"
    assert stage.meta.memory.told == []


@pytest.mark.parametrize("policy", [OFF_FACEBOOK, OFF_FACEBOOK + "; require-trusted-types-for 'script'"])
async def test_a_pixel_that_the_page_s_policy_forbids_is_reported_as_blocked(
    stage: Stage, visitor: Visitor, policy: str
) -> None:
    stage.shop.headers = {"Content-Security-Policy": policy.format(gateway=stage.gateway_address)}
    stage.shop.calls = LEAD
    await visitor.open()
    lead = await stage.gateway.event("Lead")

    if lead["pixel"] == "loading":
        assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "blocked")]
    else:
        assert lead["pixel"] == "blocked"


async def test_a_blocker_that_answers_with_an_empty_library_is_seen_through(stage: Stage, visitor: Visitor) -> None:
    """It loads without an error, and never takes our events."""
    stage.meta.script = "/* nothing to see here */"
    stage.shop.calls = LEAD
    await visitor.open()
    await stage.gateway.event("Lead")

    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "blocked")]


async def test_a_slow_pixel_delays_nothing_and_is_reported_as_slow_then_as_what_it_became(
    stage: Stage, visitor: Visitor
) -> None:
    """The server leg goes at once; five seconds later the Pixel counts as slow; it may still come."""
    stage.meta.ready.clear()
    page = await visitor.context.new_page()
    await page.clock.install(time=1795305600)
    await page.clock.pause_at(1795305601)
    await visitor.open(page=page)
    await page.evaluate(LEAD)
    assert (await stage.gateway.event("Lead"))["pixel"] == "loading"

    await page.clock.fast_forward(4900)
    await visitor.settle(page)
    assert stage.gateway.reports() == []
    await page.clock.fast_forward(200)
    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "slow")]

    stage.meta.ready.set()
    await stage.gateway.memory.until(lambda: len(stage.gateway.reports()) == 2)
    assert stage.gateway.reports()[1] == ("Lead", "loaded")


async def test_an_event_with_no_browser_leg_is_never_reported_on(stage: Stage, visitor: Visitor) -> None:
    stage.settings["events"]["Refund"] = {"legs": ["server"]}
    stage.shop.calls = "tandem('track', 'Refund'); tandem('track', 'Lead')"
    stage.meta.ready.clear()
    await visitor.open()
    assert (await stage.gateway.event("Refund"))["pixel"] == "off"
    stage.meta.ready.set()

    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "loaded")]


async def test_a_broken_fbq_of_the_page_s_own_costs_no_server_leg(stage: Stage, visitor: Visitor) -> None:
    stage.shop.head = "<script>window.fbq = () => { throw new Error('broken') }</script>"
    page = await visitor.open()
    await page.evaluate(LEAD)

    await asyncio.wait_for(stage.gateway.event("Lead"), 10)
