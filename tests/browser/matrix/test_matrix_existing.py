from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.browser.matrix.visitor import until
from tests.browser.tag.existing import Existing, existing_sites
from tests.browser.tag.shopify_page import ALLOWED, NOT_YET, SANDBOX, checkout, custom_pixel
from tests.support.browsers.seam import Browser, Profile, Tab
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.browser

PURCHASE = "{transaction_id: 'ORDER', value: 49.9, currency: 'EUR', items: [{item_id: 'A', price: 24.95, quantity: 2}]}"
OBJECT = f"dataLayer.push({{ecommerce: null}}); dataLayer.push({{event: 'purchase', ecommerce: {PURCHASE}}})"
GTAG = f"function gtag() {{ dataLayer.push(arguments) }}; gtag('event', 'purchase', {PURCHASE})"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sites(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Existing]]:
    folder = tmp_path_factory.mktemp("existing")
    async with existing_sites(folder, "pixel", "asking", "layer", "shopify") as sites:
        yield sites


async def test_a_pixel_of_the_page_s_own(sites: dict[str, Existing], profile: Profile, browser: Browser) -> None:
    """A page's own Pixel, observed: a purchase it told before the tag came, and a later event, count once each."""
    site = sites["pixel"].fresh()
    order, mine = f"{browser.name}-1", f"{browser.name}-7"
    site.head = site.pixel(f"fbq('track', 'Purchase', {{value: 49.9, currency: 'EUR', order_id: '{order}'}})")
    tab = await visit(profile, site)
    await tab.run(f"fbq('track', 'Lead', {{}}, {{eventID: '{mine}'}})")
    await tab.run(site.asking)

    assert await legs(site, "Purchase") == [("browser", f"order_{order}"), ("server", f"order_{order}")]
    assert await legs(site, "Lead") == [("browser", mine), ("server", mine)]
    assert (site.counted("Purchase"), site.counted("Lead")) == (1, 1)


async def test_a_pixel_of_a_page_that_asks_first(sites: dict[str, Existing], profile: Profile) -> None:
    """A page's own Pixel waits for the visitor too: nothing before a yes, then one event of two legs; then a no."""
    site = sites["asking"].fresh()
    site.head = site.pixel("fbq('track', 'Lead')")
    tab = await visit(profile, site)
    await tab.run(site.asking)
    await until(tab, "!!fbq.callMethod")
    assert await stays(lambda: site.meta.received(), [], 1.0)

    await tab.run("tandem('consent', 'granted')")
    assert len({event_id for _, event_id in await legs(site, "Lead")}) == site.counted("Lead") == 1
    await tab.run("tandem('consent', 'denied'); fbq('track', 'Contact')")
    assert await stays(lambda: site.meta.received(event_name="Contact"), [], 1.0)


@pytest.mark.parametrize("push", [OBJECT, GTAG], ids=["object", "gtag"])
async def test_a_data_layer(sites: dict[str, Existing], profile: Profile, browser: Browser, push: str) -> None:
    """A purchase in Google's data layer, told before the tag came, counts once with its order's id on both legs."""
    site = sites["layer"].fresh()
    order = f"{browser.name}-{len(push)}"
    site.head = f"<script>window.dataLayer = window.dataLayer || []; {push.replace('ORDER', order)}</script>"
    await visit(profile, site)

    assert await legs(site, "Purchase") == [("browser", f"order_{order}"), ("server", f"order_{order}")]
    assert site.counted("Purchase") == 1


async def test_a_shopify_store(sites: dict[str, Existing], profile: Profile, browser: Browser) -> None:
    """In the sandboxed frame of a Shopify store: nothing before its banner's yes, then a purchase counts once."""
    site = sites["shopify"].fresh()
    tab = await profile.tab()
    await tab.open(f"{site.address}/checkouts/thank-you")
    await tab.run(SANDBOX)
    pixel, privacy = json.dumps(custom_pixel(site)), json.dumps({"privacy": NOT_YET})
    await tab.run(f"window.pixel = openPixel({pixel}, {privacy})")
    order = f"82098291{sum(map(ord, browser.name))}"
    bought = json.dumps(checkout(f"gid://shopify/OrderIdentity/{order}"))
    await tab.run(f"pixel.publish('checkout_completed', {bought})")
    assert await stays(lambda: site.meta.received(), [], 1.0)

    await tab.run(f"pixel.answer({json.dumps(ALLOWED)})")
    assert await legs(site, "Purchase") == [("browser", f"order_{order}"), ("server", f"order_{order}")]
    assert site.counted("Purchase") == 1


async def visit(profile: Profile, site: Existing) -> Tab:
    tab = await profile.tab()
    await tab.open(site.address)
    await until(tab, "window.tandem?.ready")
    return tab


async def legs(site: Existing, name: str) -> list[tuple[str, str]]:
    return await eventually(lambda: site.legs(name), lambda seen: len(seen) >= 2)
