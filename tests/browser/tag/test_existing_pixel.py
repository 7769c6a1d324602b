"""A site with a Pixel of its own: with the observer on it, every event counts once, and nothing else changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tests.browser.tag.existing import Existing, existing_sites
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.browser

PURCHASE = "fbq('track', 'Purchase', {value: 49.9, currency: 'EUR', order_id: '00123'});"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sites(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Existing]]:
    async with existing_sites(tmp_path_factory.mktemp("existing"), "pixel", "asking") as sites:
        yield sites


@pytest.fixture
def shop(sites: dict[str, Existing]) -> Existing:
    return sites["pixel"].fresh()


@pytest.fixture
def asking(sites: dict[str, Existing]) -> Existing:
    """A site that sends nothing before the visitor's yes."""
    return sites["asking"].fresh()


async def visit(context: BrowserContext, site: Existing) -> Page:
    """The tag is there, then comes Meta's library: what was told before it waits in the queue."""
    page = await tagged(context, site)
    await page.evaluate(site.asking)
    return page


async def tagged(context: BrowserContext, site: Existing) -> Page:
    page = await context.new_page()
    await page.goto(site.address, wait_until="load")
    await page.wait_for_function("window.tandem.ready")
    return page


async def test_a_purchase_told_before_the_tag_came_travels_on_both_legs_and_counts_once(
    context: BrowserContext, shop: Existing
) -> None:
    """Its id comes from the order, as a shop's backend would make it."""
    shop.head = shop.pixel(PURCHASE)
    await visit(context, shop)

    legs = await eventually(lambda: shop.legs("Purchase"), lambda seen: len(seen) == 2)
    assert legs == [("browser", "order_00123"), ("server", "order_00123")]
    assert shop.counted("Purchase") == 1


async def test_an_event_told_after_the_library_came_travels_on_both_legs_and_counts_once(
    context: BrowserContext, shop: Existing
) -> None:
    shop.head = shop.pixel()
    page = await visit(context, shop)
    await page.wait_for_function("!!fbq.callMethod")
    await page.evaluate("fbq('track', 'Lead', {content_name: 'offer'})")

    legs = await eventually(lambda: shop.legs("Lead"), lambda seen: len(seen) == 2)
    assert legs[0][1] == legs[1][1]
    assert shop.counted("Lead") == 1


async def test_a_pixel_that_comes_after_the_tag_is_observed_too(context: BrowserContext, shop: Existing) -> None:
    """A tag manager may place it at any time; the tag asks for no library of its own, and moves of the page count."""
    page = await tagged(context, shop)
    await page.evaluate(shop.pixel("fbq('track', 'Contact')").removeprefix("<script>").removesuffix("</script>"))
    assert await page.evaluate("fbq.disablePushState") is True
    assert await page.evaluate("fbq === _fbq") is True
    await page.evaluate(shop.asking)

    legs = await eventually(lambda: shop.legs("Contact"), lambda seen: len(seen) == 2)
    assert legs[0][1] == legs[1][1]
    assert shop.counted("Contact") == 1


async def test_the_page_s_own_id_is_the_id_of_both_legs(context: BrowserContext, shop: Existing) -> None:
    shop.head = shop.pixel("fbq('track', 'Lead', {}, {eventID: 'mine-7'})")
    await visit(context, shop)

    assert await eventually(lambda: shop.legs("Lead"), lambda seen: len(seen) == 2) == [
        ("browser", "mine-7"),
        ("server", "mine-7"),
    ]


async def test_a_page_view_is_told_once_and_each_move_of_the_page_once_more(
    context: BrowserContext, shop: Existing
) -> None:
    """Each with an id of its own; the tag adds no page view to the page's."""
    shop.head = shop.pixel("fbq('track', 'PageView')")
    page = await visit(context, shop)
    await page.evaluate("history.pushState({}, '', '/cart')")

    views = await eventually(lambda: shop.legs("PageView"), lambda seen: len(seen) == 2)
    assert [source for source, _ in views] == ["browser", "browser"]
    assert len({event_id for _, event_id in views if event_id}) == 2
    assert await stays(lambda: len(shop.legs("PageView")), 2)


async def test_what_is_told_to_somebody_else_s_pixel_stays_there(context: BrowserContext, shop: Existing) -> None:
    shop.head = shop.pixel("fbq('init', '999'); fbq('trackSingle', '999', 'Lead'); fbq('track', 'Contact')")
    await visit(context, shop)
    await eventually(lambda: shop.legs("Contact"), lambda seen: len(seen) == 2)

    assert [event["source"] for event in shop.meta.received(event_name="Lead")] == ["browser"]


async def test_advanced_matching_of_the_pixel_reaches_meta_on_both_legs(
    context: BrowserContext, shop: Existing
) -> None:
    """The same hash: `printf ada@example.com | sha256sum`."""
    shop.head = shop.pixel("fbq('track', 'Lead')").replace(
        f"'init', '{shop.dataset}'", f"'init', '{shop.dataset}', {{em: 'Ada@Example.com'}}"
    )
    await visit(context, shop)
    await eventually(lambda: shop.legs("Lead"), lambda seen: len(seen) == 2)

    hashed = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
    told = {event["source"]: event["fields"]["user_data"]["em"] for event in shop.meta.received(event_name="Lead")}
    assert told == {"browser": hashed, "server": [hashed]}


async def test_before_the_visitor_s_yes_the_page_s_own_pixel_says_nothing_either(
    context: BrowserContext, asking: Existing
) -> None:
    """Then both legs tell of it, under one id."""
    asking.head = asking.pixel("fbq('track', 'Lead')")
    page = await visit(context, asking)
    await page.wait_for_function("!!fbq.callMethod")
    assert await stays(lambda: asking.meta.received(), [])

    await page.evaluate("tandem('consent', 'granted')")
    legs = await eventually(lambda: asking.legs("Lead"), lambda seen: len(seen) == 2)
    assert legs[0][1] == legs[1][1]


async def test_after_a_refusal_neither_leg_says_anything(context: BrowserContext, asking: Existing) -> None:
    asking.head = asking.pixel("fbq('track', 'Lead')")
    page = await visit(context, asking)
    await page.evaluate("tandem('consent', 'denied'); fbq('track', 'Contact')")

    assert await stays(lambda: asking.meta.received(), [])


async def test_a_banner_that_speaks_to_the_pixel_only_speaks_for_both_legs(
    context: BrowserContext, asking: Existing
) -> None:
    asking.head = asking.pixel("fbq('track', 'Lead')").replace("fbq('init'", "fbq('consent', 'revoke'); fbq('init'")
    page = await visit(context, asking)
    await page.evaluate("fbq('consent', 'grant')")
    assert len(await eventually(lambda: asking.legs("Lead"), lambda seen: len(seen) == 2)) == 2

    await page.evaluate("fbq('consent', 'revoke'); fbq('track', 'Contact')")
    assert await stays(lambda: asking.legs("Contact"), [])
