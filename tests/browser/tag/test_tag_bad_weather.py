"""The page comes first: whatever is refused, broken or missing, the tag stays quiet and does what it still can."""

from __future__ import annotations

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

LEAD = "tandem('track', 'Lead', {}, {eventID: 'lead-1'})"


async def test_a_page_that_is_refused_all_storage_still_sends_both_legs(stage: Stage, visitor: Visitor) -> None:
    """In a sandboxed frame every touch of document.cookie throws."""
    stage.shop.headers = {"Content-Security-Policy": "sandbox allow-scripts"}
    page = await visitor.open()
    with pytest.raises(Exception, match="SecurityError"):
        await page.evaluate("document.cookie")
    await page.evaluate(LEAD)

    await stage.gateway.event("Lead")
    await stage.meta.event("Lead")


async def test_a_busy_gateway_gets_the_same_event_again_with_the_same_id(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    stage.gateway.answers = [503]
    await page.evaluate(LEAD)
    await stage.gateway.memory.until(lambda: len(stage.gateway.events("Lead")) == 2)

    first, second = stage.gateway.events("Lead")
    assert first == second


async def test_where_fetch_is_broken_the_event_arrives_by_beacon_when_the_page_goes(
    stage: Stage, visitor: Visitor
) -> None:
    """Some pages wrap fetch, and some wrappers break it."""
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await page.evaluate(f"window.fetch = () => Promise.reject(new Error('broken')); {LEAD}")
    await page.goto("about:blank")

    assert (await stage.gateway.event("Lead"))["event_id"] == "lead-1"


@pytest.mark.parametrize(
    "call",
    [
        "tandem()",
        "tandem('nonsense')",
        "tandem('constructor')",
        "tandem('track')",
        "tandem('track', {})",
        "tandem('track', 'Lead', window)",
        "tandem('track', 'Lead', {n: 1n}, 7)",
        "tandem('trackCustom', 'x'.repeat(1000))",
        "tandem('consent', 'perhaps', null)",
        "tandem('identify', null)",
        "tandem('identify', 'ada')",
        "tandem.q = null",
    ],
)
async def test_no_call_of_a_page_throws_or_stops_the_next_one(stage: Stage, visitor: Visitor, call: str) -> None:
    stage.shop.calls = call if "tandem.q" not in call else ""
    page = await visitor.open()
    await page.evaluate(f"() => {{ {call} }}")
    await page.evaluate("tandem('track', 'Contact')")

    await stage.gateway.event("Contact")


async def test_debug_explains_events_and_mistakes_without_the_visitor_s_data(stage: Stage, visitor: Visitor) -> None:
    """One readable line for each event; a mistake with field, problem and cure."""
    lines: list[str] = []
    stage.gateway.parts.append("debug")
    stage.settings["debug"] = {"key": "", "notes": True}
    page = await visitor.context.new_page()
    page.on("console", lambda line: lines.append(line.text))
    await visitor.open(page=page)
    await page.evaluate(
        "tandem('identify', {em: 'ada@example.com', email: 'ada@example.com'});"
        "tandem('track', 'Purchase', {order_id: '7', value: 5})"
    )
    await stage.gateway.event("Purchase")
    await eventually(lambda: any("Purchase order_7" in line for line in lines), bool)

    said = "\n".join(lines)
    assert "Purchase: currency missing" in said
    assert "identify: email" in said
    assert "ada@" not in said


async def test_without_debug_the_console_stays_silent(stage: Stage, visitor: Visitor) -> None:
    lines: list[str] = []
    page = await visitor.context.new_page()
    page.on("console", lambda line: lines.append(line.text))
    await visitor.open(page=page)
    await page.evaluate("tandem('track', 'Purchase'); tandem('nonsense')")
    await stage.gateway.event("Purchase")
    await visitor.settle(page)

    assert lines == []
