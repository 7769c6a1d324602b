"""A Shopify store, through a custom pixel in its sandboxed frame: each action counts once, under Shopify's consent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.browser.tag.existing import Existing, existing_sites
from tests.browser.tag.shopify_page import ALLOWED, CHECKOUT, NOT_YET, SANDBOX, VARIANT, checkout, custom_pixel
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sites(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Existing]]:
    async with existing_sites(tmp_path_factory.mktemp("shopify"), "shopify") as sites:
        yield sites


@pytest.fixture
def store(sites: dict[str, Existing]) -> Existing:
    return sites["shopify"].fresh()


async def visit(context: BrowserContext, store: Existing, path: str, privacy: dict[str, bool]) -> Page:
    """A page of the store, with the custom pixel of docs/shopify.md in its frame."""
    page = await context.new_page()
    await page.goto(store.address + path, wait_until="load")
    await page.add_script_tag(content=SANDBOX)
    pixel = custom_pixel(store)
    await page.evaluate(f"window.pixel = openPixel({json.dumps(pixel)}, {json.dumps({'privacy': privacy})}); 0")
    return page


async def publish(page: Page, name: str, data: dict[str, Any]) -> None:
    await page.evaluate("([name, data]) => pixel.publish(name, data)", [name, data])


async def test_a_purchase_counts_once_under_the_id_that_the_store_s_webhook_gives(
    context: BrowserContext, store: Existing
) -> None:
    """The order's number, out of Shopify's global id; the page's true address; the visitor's hashed identity."""
    page = await visit(context, store, "/checkouts/thank-you", ALLOWED)
    await publish(page, "checkout_completed", checkout("gid://shopify/OrderIdentity/820982911946154508"))

    legs = await eventually(lambda: store.legs("Purchase"), lambda seen: len(seen) == 2)
    assert legs == [("browser", "order_820982911946154508"), ("server", "order_820982911946154508")]
    assert store.counted("Purchase") == 1
    (server,) = [event for event in store.meta.received(event_name="Purchase") if event["source"] == "server"]
    fields = server["fields"]
    assert fields["event_source_url"] == f"{store.address}/checkouts/thank-you"
    assert fields["custom_data"]["contents"] == [{"id": "43729076", "quantity": 2, "item_price": 12.5}]
    assert (fields["custom_data"]["value"], fields["custom_data"]["currency"]) == (29.9, "EUR")
    # printf ada@example.com | sha256sum
    hashed = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
    assert fields["user_data"]["em"] == [hashed]


async def test_the_visit_is_that_of_the_store_s_own_page(context: BrowserContext, store: Existing) -> None:
    """`_fbp` and the click stand in the store's cookies; the frame itself has none. What is there is kept."""
    known = "fb.1.1700000000000.1234567890"
    await context.add_cookies([{"name": "_fbp", "value": known, "url": store.address}])
    page = await visit(context, store, "/?fbclid=IwAR0_CaseKept", ALLOWED)
    await publish(page, "checkout_started", {"checkout": CHECKOUT})
    await eventually(lambda: store.legs("InitiateCheckout"), lambda seen: len(seen) == 2)

    cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies(store.address)}
    (server,) = [event for event in store.meta.received(event_name="InitiateCheckout") if event["source"] == "server"]
    assert cookies["_fbp"] == server["fields"]["fbp"] == known
    assert cookies["_fbc"] == server["fields"]["fbc"]
    assert cookies["_fbc"].endswith(".IwAR0_CaseKept")


async def test_what_only_the_browser_tells_is_told_by_the_pixel_in_the_frame(
    context: BrowserContext, store: Existing
) -> None:
    """Each of Shopify's events once, with the id that Shopify gave it; what has no counterpart is left out."""
    page = await visit(context, store, "/products/mug", ALLOWED)
    line = {"merchandise": VARIANT, "quantity": 1, "cost": {"totalAmount": VARIANT["price"]}}
    await publish(page, "page_viewed", {})
    await publish(page, "product_viewed", {"productVariant": VARIANT})
    await publish(page, "cart_viewed", {"cart": {}})
    await publish(page, "product_added_to_cart", {"cartLine": line})
    await publish(page, "search_submitted", {"searchResult": {"query": "mug"}})

    await eventually(lambda: store.legs("Search"), lambda seen: len(seen) == 1)
    await eventually(lambda: len(store.meta.received()), lambda seen: seen == 4)
    told = store.meta.received()
    assert {event["event_name"] for event in told} == {"PageView", "ViewContent", "AddToCart", "Search"}
    assert all(event["event_id"].startswith("sh-") for event in told)


async def test_before_the_visitor_allows_it_nothing_is_sent_or_stored(context: BrowserContext, store: Existing) -> None:
    """When they do, what has happened until then is told."""
    page = await visit(context, store, "/", NOT_YET)
    await publish(page, "checkout_started", {"checkout": CHECKOUT})
    assert await stays(store.meta.received, [])
    assert await context.cookies() == []

    await page.evaluate("(privacy) => pixel.answer(privacy)", ALLOWED)
    assert len(await eventually(lambda: store.legs("InitiateCheckout"), lambda seen: len(seen) == 2)) == 2


async def test_after_a_withdrawal_nothing_is_sent_and_the_cookies_are_gone(
    context: BrowserContext, store: Existing
) -> None:
    """Also when only the sale of data was refused: that is what telling Meta is, in the law of several US states."""
    page = await visit(context, store, "/", ALLOWED)
    await publish(page, "checkout_started", {"checkout": CHECKOUT})
    await eventually(lambda: store.legs("InitiateCheckout"), lambda seen: len(seen) == 2)
    await page.evaluate("(privacy) => pixel.answer(privacy)", {**ALLOWED, "saleOfDataAllowed": False})
    await publish(page, "checkout_completed", checkout("99"))

    assert await stays(lambda: store.legs("Purchase"), [])
    assert await context.cookies(store.address) == []
