"""A site that tells Google's data layer: what it pushes there counts once at Meta, and reaches Google as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.browser.tag.existing import Existing, existing_sites
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

PURCHASE = "{transaction_id: ORDER, value: 49.9, currency: 'EUR', items: [{item_id: 'A', price: 24.95, quantity: 2}]}"
GTAG = "function gtag() { dataLayer.push(arguments) }"
GTM = """(() => {
    const before = dataLayer.push
    window.google = [...dataLayer]
    dataLayer.push = function (...entries) { google.push(...entries); return before.apply(this, entries) }
})()"""
"""What Google Tag Manager does to the layer: it takes what is there, then listens by wrapping `push`."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sites(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Existing]]:
    async with existing_sites(tmp_path_factory.mktemp("layer"), "layer") as sites:
        yield sites


@pytest.fixture
def shop(sites: dict[str, Existing]) -> Existing:
    return sites["layer"].fresh()


async def visit(context: BrowserContext, shop: Existing, calls: str) -> Page:
    """The page tells the layer before the tag has come."""
    shop.head = f"<script>window.dataLayer = window.dataLayer || []; {calls}</script>"
    page = await context.new_page()
    await page.goto(shop.address, wait_until="load")
    await page.wait_for_function("window.tandem.ready")
    return page


@pytest.mark.parametrize(
    "push",
    [
        f"dataLayer.push({{ecommerce: null}}); dataLayer.push({{event: 'purchase', ecommerce: {PURCHASE}}})",
        f"{GTAG}; gtag('event', 'purchase', {PURCHASE})",
    ],
    ids=["object", "gtag"],
)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_purchase_in_the_layer_counts_once_with_its_order_s_id_on_both_legs(
    context: BrowserContext, shop: Existing, push: str, when: str
) -> None:
    """Told before the tag has come or after, as an object or by `gtag`. The gateway forgets no order: one for each."""
    order = f"00{len(push)}-{when}"
    push = push.replace("ORDER", f"'{order}'")
    page = await visit(context, shop, push if when == "before" else "")
    if when == "after":
        await page.evaluate(f"() => {{ {push} }}")

    legs = await eventually(lambda: shop.legs("Purchase"), lambda seen: len(seen) == 2)
    assert legs == [("browser", f"order_{order}"), ("server", f"order_{order}")]
    assert shop.counted("Purchase") == 1
    (server,) = [event for event in shop.meta.received(event_name="Purchase") if event["source"] == "server"]
    assert server["fields"]["custom_data"]["contents"] == [{"id": "A", "quantity": 2, "item_price": 24.95}]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_google_tag_manager_and_the_tag_hear_each_push_once(
    context: BrowserContext, shop: Existing, when: str
) -> None:
    """Whichever of them wrapped `push` first; the page gets the answer it always got."""
    page = await visit(context, shop, GTM if when == "before" else "")
    if when == "after":
        await page.evaluate(GTM)
    answer = await page.evaluate("dataLayer.push({event: 'generate_lead'}, {event: 'other'})")

    assert answer == 2
    assert await page.evaluate("google.map(({event}) => event)") == ["generate_lead", "other"]
    assert len(await eventually(lambda: shop.legs("Lead"), lambda seen: len(seen) == 2)) == 2
    assert shop.counted("Lead") == 1


async def test_an_event_of_the_site_s_own_counts_under_the_name_it_was_given(
    context: BrowserContext, shop: Existing
) -> None:
    """Meta's warning about unknown standard events does not come: it is told as a custom one."""
    await visit(context, shop, "dataLayer.push({event: 'quote_asked'})")

    legs = await eventually(lambda: shop.legs("Quote"), lambda seen: len(seen) == 2)
    assert legs[0][1] == legs[1][1]


async def test_user_provided_data_of_the_layer_reaches_meta_hashed(context: BrowserContext, shop: Existing) -> None:
    """`printf ada@example.com | sha256sum`."""
    await visit(
        context,
        shop,
        "dataLayer.push({user_data: {email: ' Ada@Example.com'}}); dataLayer.push({event: 'sign_up'})",
    )
    await eventually(lambda: shop.legs("CompleteRegistration"), lambda seen: len(seen) == 2)

    received = shop.meta.received(event_name="CompleteRegistration")
    (server,) = [event for event in received if event["source"] == "server"]
    hashed = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
    assert server["fields"]["user_data"]["em"] == [hashed]
