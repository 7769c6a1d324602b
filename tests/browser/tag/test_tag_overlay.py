"""The overlay: for a developer with the key, on the page itself; for everybody else it is not there."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

KEY = "debug_of-a-test"


@pytest.fixture(autouse=True)
def with_a_key(stage: Stage) -> None:
    stage.gateway.parts.insert(0, "debug")
    stage.settings["debug"] = {"key": hashlib.sha256(KEY.encode()).hexdigest(), "notes": False}


async def unlocked(page: Page) -> Locator:
    await page.get_by_label("Debug key").fill(KEY)
    await page.keyboard.press("Enter")
    events = page.get_by_role("list", name="Events")
    await expect(events).to_be_visible()
    return events


async def test_a_visitor_without_the_address_fetches_nothing_of_it(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await visitor.settle(page)
    assert not [url for url in visitor.requests if "overlay" in url]


async def test_each_event_shows_its_legs_its_id_its_keys_and_what_is_wrong(stage: Stage, visitor: Visitor) -> None:
    """Also what happened before the key was typed. Names of customer data, never a value."""
    page = await visitor.open("/?tandem_debug=1")
    await page.evaluate(
        "tandem('identify', {em: 'ada@example.com'});"
        "tandem('track', 'Purchase', {value: 5, order_id: '7'}); tandem('trackCustom', 'purchase')"
    )
    events = await unlocked(page)

    bought = events.get_by_role("listitem").filter(has_text="order_7")
    await expect(bought).to_contain_text("answered 202")
    await expect(bought).to_contain_text("value, order_id")
    await expect(bought).to_contain_text("customer keysem")
    await expect(bought).to_contain_text("currency missing")
    await expect(events).to_contain_text("Write Purchase")
    assert "ada@" not in await page.get_by_role("region", name="Tandem").inner_text()


async def test_the_key_is_not_in_the_address_and_holds_for_the_next_page(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open("/?tandem_debug=1")
    await unlocked(page)
    await visitor.open("/next", page=page)
    await expect(page.get_by_role("list", name="Events")).to_be_visible()
    assert not [url for url in visitor.requests if KEY in url]

    await page.get_by_role("button", name="Close").click()
    await visitor.open("/further", page=page)
    await visitor.settle(page)
    await expect(page.get_by_role("region", name="Tandem")).to_have_count(0)


async def test_a_wrong_key_opens_nothing(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open("/?tandem_debug=1")
    await page.get_by_label("Debug key").fill("guessed")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_have_text("This is not the key.")
    await expect(page.get_by_role("list", name="Events")).to_have_count(0)


async def test_a_blocked_pixel_and_a_busy_gateway_are_named(stage: Stage, visitor: Visitor) -> None:
    await visitor.context.route("**/fbevents.js", lambda route: route.abort())
    page = await visitor.open("/?tandem_debug=1")
    events = await unlocked(page)
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    stage.gateway.answers = [400]
    await page.evaluate("tandem('track', 'Lead', {}, {eventID: 'lead-1'})")

    lead = events.get_by_role("listitem").filter(has_text="lead-1")
    await expect(lead).to_contain_text("The Pixel is blocked here")
    await expect(lead).to_contain_text("answered 400")


SCRIPTS = "script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types tandem"
STRICT = f"{SCRIPTS}; style-src 'self'"


async def test_a_strict_policy_with_trusted_types_is_no_obstacle(stage: Stage, visitor: Visitor) -> None:
    stage.shop.headers = {"Content-Security-Policy": STRICT}
    stage.shop.stub = "nonce=abc"
    stage.shop.tag = "async nonce=abc src='{gateway}/t.js'"
    page = await visitor.open("/?tandem_debug=1")
    await unlocked(page)
    width: Any = await page.get_by_role("region", name="Tandem").evaluate(
        "(panel) => panel.getBoundingClientRect().width"
    )
    assert width <= 420
