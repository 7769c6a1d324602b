"""Other platforms' clicks in a real browser: remembered after consent, told with events, gone after a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.config.clicks import Clicks
from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

LANDING = "/?gclid=Cj0-Ab_c&ScCid=3F9a&ttclid=E.C.P.x"
LEAD = "tandem('track', 'Lead')"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.gateway.parts.append("clicks")
    stage.settings["clicks"] = Clicks().told()
    return stage


async def told(stage: Stage, count: int = 1) -> dict[str, Any]:
    """The clicks of the newest Lead, when so many have come."""
    await stage.gateway.memory.until(lambda: len(stage.gateway.events("Lead")) >= count)
    leads = [each for each in stage.gateway.messages if any(e["event_name"] == "Lead" for e in each.get("events", []))]
    clicks: dict[str, Any] = leads[-1]["visit"]["clicks"]
    return clicks


async def test_clicks_of_the_landing_page_are_told_on_every_later_page(stage: Stage, visitor: Visitor) -> None:
    """In their own case, with the moment they were first seen, though they come again."""
    page = await visitor.open(LANDING)
    await page.evaluate(LEAD)
    first = await told(stage)
    assert {name: click["id"] for name, click in first.items()} == {
        "gclid": "Cj0-Ab_c",
        "sccid": "3F9a",
        "ttclid": "E.C.P.x",
    }
    await visitor.open("/cart?gclid=Cj0-Ab_c", page=page)
    await page.evaluate(LEAD)
    assert await told(stage, 2) == first


async def test_the_newest_click_of_a_platform_wins(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open(LANDING)
    await visitor.open("/?gclid=Newer", page=page)
    await page.evaluate(LEAD)
    clicks = await told(stage)
    assert (clicks["gclid"]["id"], clicks["ttclid"]["id"]) == ("Newer", "E.C.P.x")


async def test_what_the_platforms_own_tags_keep_is_told_as_they_keep_it(stage: Stage, visitor: Visitor) -> None:
    """Also where they come later than ours. The gateway takes it apart."""
    page = await visitor.open("/")
    await page.evaluate("document.cookie = '_gcl_aw=GCL.1763812800.Cj0-Ab_c'; document.cookie = 'other=1'")
    await page.evaluate(LEAD)
    assert await told(stage) == {"_gcl_aw": {"id": "GCL.1763812800.Cj0-Ab_c"}}


async def test_before_consent_and_after_a_refusal_no_click_is_kept(stage: Stage, visitor: Visitor) -> None:
    stage.settings["consent"] = "opt_in"
    page = await visitor.open(LANDING)
    assert "_tandem" not in await visitor.cookies()
    await page.evaluate("tandem('consent', 'granted')")
    assert "_tandem" in await visitor.cookies()
    await page.evaluate("tandem('consent', 'denied')")
    assert "_tandem" not in await visitor.cookies()


async def test_the_browser_inside_an_app_of_metas_is_asked_for_the_click_that_the_address_lost(
    stage: Stage, visitor: Visitor
) -> None:
    """As iOS answers: a message, not a request."""
    app = "{postMessage: (what) => Promise.resolve(what === 'clickID' ? 'IwAR0_FromTheApp' : '')}"
    await visitor.context.add_init_script(f"window.webkit = {{messageHandlers: {{browserProperties: {app}}}}}")
    page = await visitor.open("/")
    await page.wait_for_function("document.cookie.includes('_fbc=')")
    await page.evaluate(LEAD)
    await told(stage)
    assert stage.gateway.messages[-1]["visit"]["fbc"].endswith(".IwAR0_FromTheApp")
