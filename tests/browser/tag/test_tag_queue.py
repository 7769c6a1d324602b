"""What could not be delivered waits in the browser: bounded, after consent only, and under the same ids."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

BOUNDS = {"entries": 50, "characters": 200_000, "age": 6 * 24 * 3_600_000}
LEAD = "tandem('identify', {em: 'ada@example.com'}); tandem('track', 'Lead', {}, {eventID: 'lead-1'})"
KEPT = "Object.entries(localStorage).filter(([name]) => name.startsWith('tandem.')).map(([, body]) => body)"


@pytest.fixture(autouse=True)
def with_the_queue(stage: Stage) -> None:
    stage.gateway.parts.append("queue")
    stage.settings["queue"] = BOUNDS


async def kept(page: Page) -> list[str]:
    """What waits, once something does."""
    handle = await page.wait_for_function(f"() => {{ const kept = {KEPT}; return kept[0] && kept }}")
    bodies: list[str] = await handle.json_value()
    return bodies


async def test_an_event_of_an_offline_visitor_arrives_when_the_browser_is_online_again(
    stage: Stage, visitor: Visitor
) -> None:
    """Whole, customer data included, as the page is still there; and nothing of it stays behind."""
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await visitor.context.set_offline(True)
    await page.evaluate(LEAD)
    (body,) = await kept(page)
    assert "lead-1" in body
    assert "ada@" not in body
    await visitor.context.set_offline(False)

    lead = await stage.gateway.event("Lead")
    assert (lead["event_id"], lead["user_data"]) == ("lead-1", {"em": "ada@example.com"})
    await page.wait_for_function(f"() => !{KEPT}.length")


async def test_a_tab_closed_while_offline_loses_nothing_the_next_page_sends_it(stage: Stage, visitor: Visitor) -> None:
    """The same id, the time at which it happened, and without the customer data, which is not stored."""
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await visitor.context.set_offline(True)
    await page.evaluate(LEAD)
    happened = await page.evaluate("Date.now()")
    await page.close()
    await visitor.context.set_offline(False)
    page = await visitor.open()

    lead = await stage.gateway.event("Lead")
    assert lead["event_id"] == "lead-1"
    assert lead["event_time"] <= happened
    assert "user_data" not in lead
    await page.wait_for_function(f"() => !{KEPT}.length")


async def test_several_tabs_send_what_waits_once(stage: Stage, visitor: Visitor) -> None:
    pages = [await visitor.open() for _ in range(3)]
    await visitor.context.set_offline(True)
    await pages[0].evaluate(LEAD)
    await kept(pages[0])
    await visitor.context.set_offline(False)
    await stage.gateway.event("Lead")
    for page in pages:
        await page.evaluate("tandem('track', 'Contact')")
    await stage.gateway.memory.until(lambda: len(stage.gateway.events("Contact")) == 3)
    await pages[1].evaluate("navigator.locks.request('tandem', () => 0)")

    assert len(stage.gateway.events("Lead")) == 1


async def test_a_refusal_takes_away_what_waits(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await visitor.context.set_offline(True)
    await page.evaluate(LEAD)
    await kept(page)
    await page.evaluate("tandem('consent', 'denied')")
    assert await page.evaluate(KEPT) == []
    await visitor.context.set_offline(False)

    await stage.gateway.memory.until(lambda: stage.gateway.messages[-1]["consent"]["ads"] == "denied")
    assert stage.gateway.events("Lead") == []


async def test_a_refusal_on_the_next_page_takes_away_what_waited_before_it_is_sent(
    stage: Stage, visitor: Visitor
) -> None:
    stage.settings["consent"] = "opt_in"
    stage.shop.calls = "tandem('consent', 'granted')"
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await visitor.context.set_offline(True)
    await page.evaluate(LEAD)
    await kept(page)
    await visitor.context.set_offline(False)
    await page.close()
    stage.gateway.memory.told.clear()
    stage.shop.calls = ""
    page = await visitor.open()
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await visitor.settle(page)
    assert stage.gateway.messages == []

    await page.evaluate("tandem('consent', 'denied')")
    assert await page.evaluate(KEPT) == []
    await visitor.settle(page)
    assert stage.gateway.events("Lead") == []


async def test_nothing_is_kept_of_a_visitor_who_has_not_agreed(stage: Stage, visitor: Visitor) -> None:
    stage.settings["consent"] = "opt_in"
    page = await visitor.open()
    await visitor.context.set_offline(True)
    await page.evaluate(LEAD)
    await page.evaluate("window.dispatchEvent(new Event('pagehide'))")

    assert await page.evaluate("Object.keys(localStorage)") == []


async def test_an_answer_that_is_still_awaited_when_the_page_is_hidden_ends_the_wait(
    stage: Stage, visitor: Visitor
) -> None:
    """Else every change of tabs would send the last event again."""
    page = await visitor.open()
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    await page.evaluate(f"{LEAD}; Promise.resolve().then(() => window.dispatchEvent(new Event('pagehide')))")
    await stage.gateway.event("Lead")

    await page.wait_for_function(f"() => !{KEPT}.length")
    await visitor.settle(page)
    assert len(stage.gateway.events("Lead")) == 1


async def test_where_storage_is_refused_the_tag_works_without_a_queue(stage: Stage, visitor: Visitor) -> None:
    stage.shop.headers = {"Content-Security-Policy": "sandbox allow-scripts"}
    page = await visitor.open()
    await page.evaluate(LEAD)

    await stage.gateway.event("Lead")
