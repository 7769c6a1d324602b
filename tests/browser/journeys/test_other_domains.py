"""A click on an ad is still known on the third domain, where the money is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.browser.journeys.three_domains import World, three_domains
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FBCLID = "IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"
LANDING = f"/?fbclid={FBCLID}&gclid=Cj0KCQiA-tTi_BhD"
AGREE = "tandem('consent', 'granted')"
PURCHASE = "tandem('track', 'Purchase', {{value: 5, currency: 'EUR', order_id: '{}'}})"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with three_domains(tmp_path_factory.mktemp("domains")) as world:
        yield world


async def land(context: BrowserContext, world: World, name: str = "bridge", path: str = LANDING) -> Page:
    """On a page, its tag at work."""
    page = await context.new_page()
    await page.goto(world.address(name, path))
    await page.wait_for_function("window.tandem.ready")
    return page


async def follow(page: Page, selector: str, name: str) -> None:
    """By a real click, to a page whose tag is at work."""
    await page.click(selector)
    await page.wait_for_url(re.compile(rf"//{name}\.localhost"))
    await page.wait_for_function("window.tandem && window.tandem.ready")


async def cookie(page: Page, name: str) -> str:
    found = re.search(rf"(?:^|; ){name}=([^;]*)", await page.evaluate("document.cookie"))
    return found[1] if found else ""


async def received(world: World, event_name: str, order: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = world.server_leg(event_name)
        return found if found and order in str(found["raw"]) else None

    event = await eventually(look, bool)
    assert event
    raw: dict[str, Any] = event["raw"]
    return raw


async def test_the_click_on_the_bridge_page_earns_the_purchase_on_the_payment_page(
    context: BrowserContext, world: World
) -> None:
    """Over three domains and back, byte for byte; and no page shows the reference in its address."""
    page = await land(context, world)
    await page.evaluate(AGREE)
    fbc = await cookie(page, "_fbc")
    fbp = await cookie(page, "_fbp")
    assert fbc.endswith(f".{FBCLID}")

    await follow(page, "#shop", "shop")
    assert page.url == world.address("shop", "/goods?colour=dark%20blue")
    await page.evaluate(AGREE)
    await page.wait_for_function(f"document.cookie.includes('{fbc}')")

    await follow(page, "#till button", "pay")
    assert page.url == world.address("pay", "/till?basket=7")
    await page.evaluate(f"{AGREE}; {PURCHASE.format('1001')}")
    purchase = await received(world, "Purchase", "1001")
    assert (purchase["user_data"]["fbc"], purchase["user_data"]["fbp"]) == (fbc, fbp)
    await page.wait_for_function(f"document.cookie.includes('{fbc}') && document.cookie.includes('gclid:')")

    await follow(page, "#shop", "shop")
    await page.evaluate(f"{AGREE}; tandem('track', 'Lead', {{}}, {{eventID: 'thanks-1001'}})")
    lead = await received(world, "Lead", "thanks-1001")
    assert (lead["user_data"]["fbc"], lead["user_data"]["fbp"]) == (fbc, fbp)


async def test_nothing_is_decorated_before_consent(context: BrowserContext, world: World) -> None:
    """Neither a link nor a form, nor after a refusal."""
    for answer in ("0", "tandem('consent', 'denied')"):
        page = await land(context, world, "shop")
        await page.evaluate(answer)
        await follow(page, "#till button", "pay")
        await page.go_back()
        await follow(page, "#pay", "pay")
    assert [asked for asked in world.pages.asked[-6:] if "_t=" in asked] == []


async def test_a_form_that_is_posted_carries_the_visit_as_well(context: BrowserContext, world: World) -> None:
    page = await land(context, world, "shop")
    await page.evaluate(AGREE)
    fbc = await cookie(page, "_fbc")
    await follow(page, "#post button", "pay")
    assert page.url == world.address("pay", "/till?step=2")
    await page.evaluate(AGREE)
    await page.wait_for_function(f"document.cookie.includes('{fbc}')")


async def test_other_domains_get_no_reference(context: BrowserContext, world: World) -> None:
    page = await land(context, world, "shop")
    await page.evaluate(AGREE)
    await page.click("#else")
    await page.wait_for_url(re.compile("elsewhere"))
    assert "_t=" not in page.url


async def test_a_reference_that_was_used_gives_the_next_browser_nothing(context: BrowserContext, world: World) -> None:
    """A link that was sent to a friend, address and all."""
    page = await land(context, world, "shop")
    await page.evaluate(AGREE)
    fbc = await cookie(page, "_fbc")
    await follow(page, "#pay", "pay")
    address = world.pages.asked[-1]
    assert "_t=" in address
    await page.evaluate(AGREE)
    await page.wait_for_function(f"document.cookie.includes('{fbc}')")

    browser = context.browser
    assert browser
    friend = await browser.new_context()
    theirs = await land(friend, world, "pay", address.partition("localhost")[2])
    await theirs.evaluate(f"{AGREE}; {PURCHASE.format('of-a-friend')}")
    purchase = await received(world, "Purchase", "of-a-friend")
    assert "fbc" not in purchase["user_data"]
    await friend.close()


async def test_a_withdrawal_on_the_first_page_ends_what_was_handed_on(context: BrowserContext, world: World) -> None:
    """Though the next page's visitor, who is the same, agrees there."""
    page = await land(context, world, "shop")
    await page.evaluate(AGREE)
    async with context.expect_page() as opened:
        await page.click("#pay", modifiers=["Control"])
    pay = await opened.value
    await pay.wait_for_function("window.tandem && window.tandem.ready")
    async with page.expect_response(re.compile("/e$")):
        await page.evaluate("tandem('consent', 'denied')")
    await pay.evaluate(f"{AGREE}; {PURCHASE.format('after-a-no')}")
    purchase = await received(world, "Purchase", "after-a-no")
    assert "fbc" not in purchase["user_data"]


async def test_a_page_may_ask_for_a_reference_and_is_answered_after_consent(
    context: BrowserContext, world: World
) -> None:
    """For a payment provider's return address; its order, reported by the backend, is then of the visit."""
    page = await land(context, world, "shop")
    await page.evaluate("window.told = []; tandem('reference', (reference) => told.push(reference))")
    assert await page.evaluate("told") == []
    await page.evaluate(AGREE)
    [reference] = await page.evaluate("told")
    assert re.fullmatch(r"[\w-]{22,64}", reference)
