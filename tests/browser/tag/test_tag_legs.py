"""One event, two legs, one id."""

from __future__ import annotations

import re

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

PURCHASE = "tandem('track', 'Purchase', {value: 49.9, currency: 'EUR', order_id: '00123'})"


async def test_both_legs_of_a_purchase_carry_the_same_id_and_the_same_order(stage: Stage, visitor: Visitor) -> None:
    """The id comes from the order number, leading zeros and all."""
    page = await visitor.open("/thanks")
    await page.evaluate(PURCHASE)

    server, browser = await stage.gateway.event("Purchase"), await stage.meta.event("Purchase")
    assert server["event_id"] == browser["eventID"] == "order_00123"
    assert server["custom_data"] == browser["params"] == {"value": 49.9, "currency": "EUR", "order_id": "00123"}
    assert server["event_source_url"] == f"{stage.shop_address}/thanks"


async def test_an_event_without_an_order_carries_one_minted_id_on_both_legs(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")

    server, browser = await stage.gateway.event("Lead"), await stage.meta.event("Lead")
    assert server["event_id"] == browser["eventID"]
    assert re.fullmatch(r"\d+(-\d+){3}", server["event_id"])


async def test_an_id_of_the_page_s_own_goes_on_both_legs(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead', {}, {eventID: 'mine-7'})")

    assert (await stage.gateway.event("Lead"))["event_id"] == "mine-7"
    assert (await stage.meta.event("Lead"))["eventID"] == "mine-7"


async def test_three_reloads_of_the_thank_you_page_send_one_id(stage: Stage, visitor: Visitor) -> None:
    """What counts the purchase once is that every repetition names the same order."""
    stage.shop.calls = PURCHASE
    page = await visitor.open("/thanks")
    for _ in range(3):
        await page.reload()
    await stage.gateway.memory.until(lambda: len(stage.gateway.events("Purchase")) == 4)

    assert {event["event_id"] for event in stage.gateway.events("Purchase")} == {"order_00123"}


async def test_a_page_view_goes_by_itself_once_and_by_the_browser_only(stage: Stage, visitor: Visitor) -> None:
    """Also when the page calls it too, before and after the tag has come."""
    stage.shop.calls = "tandem('track', 'PageView')"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'PageView'); tandem('track', 'Lead')")
    await stage.meta.event("Lead")
    await stage.gateway.event("Lead")

    assert len(stage.meta.heard("PageView")) == 1
    assert stage.gateway.events("PageView") == []


async def test_a_single_page_application_reports_each_address_once(stage: Stage, visitor: Visitor) -> None:
    """A new address is a new page view when the page says so; Meta's own guessing is off."""
    page = await visitor.open()
    await page.evaluate("history.pushState({}, '', '/cart'); tandem('track', 'PageView'); tandem('track', 'Lead')")
    await stage.meta.event("Lead")

    assert len(stage.meta.heard("PageView")) == 2
    assert await page.evaluate("[fbq.disablePushState, fbq.allowDuplicatePageViews]") == [True, True]


async def test_calls_made_before_the_tag_has_come_are_kept_in_order(stage: Stage, visitor: Visitor) -> None:
    stage.shop.calls = "for (const n of ['One', 'Two', 'Three']) tandem('trackCustom', n)"
    await visitor.open()
    await stage.gateway.event("Three")
    await stage.meta.event("Three")

    assert [event["event_name"] for event in stage.gateway.events()] == ["One", "Two", "Three"]


async def test_events_of_one_task_travel_in_one_message(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead'); tandem('track', 'Contact')")
    await stage.gateway.event("Contact")

    [message] = [message for message in stage.gateway.messages if message.get("events")]
    assert [event["event_name"] for event in message["events"]] == ["Lead", "Contact"]


async def test_api_only_never_loads_meta_s_library(stage: Stage, visitor: Visitor) -> None:
    stage.settings["mode"] = "api_only"
    page = await visitor.open()
    await page.evaluate(PURCHASE)

    assert (await stage.gateway.event("Purchase"))["pixel"] == "off"
    await visitor.settle(page)
    assert set(visitor.asked()) == {"/e"}


async def test_pixel_only_sends_nothing_to_the_gateway(stage: Stage, visitor: Visitor) -> None:
    stage.settings["mode"] = "pixel_only"
    page = await visitor.open()
    await page.evaluate(PURCHASE)
    await stage.meta.event("Purchase")
    await visitor.settle(page)

    assert "/e" not in visitor.asked()


async def test_pixel_only_tells_the_pixel_once_of_a_purchase_that_is_loaded_again(
    stage: Stage, visitor: Visitor
) -> None:
    """Nothing would merge two browser events of one id; what no dictionary calls a conversion goes every time."""
    stage.settings["mode"] = "pixel_only"
    stage.settings["events"]["Scrolled"] = {"legs": ["browser"]}
    stage.shop.calls = f"{PURCHASE}; tandem('trackCustom', 'Scrolled')"
    page = await visitor.open("/thanks")
    await page.reload()
    await stage.meta.memory.until(lambda: len(stage.meta.heard("Scrolled")) == 2)

    assert len(stage.meta.heard("Purchase")) == 1


async def test_a_page_with_its_own_fbq_loads_no_second_library(stage: Stage, visitor: Visitor) -> None:
    """And the pixels that others have put on that page do not hear of our events."""
    library = f"{stage.meta_address}/en_US/fbevents.js"
    stage.shop.head = (
        "<script>window.fbq = (...call) => fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call);"
        f"fbq.queue = []; fbq('init', 'theirs')</script><script src='{library}'></script>"
    )
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead'); tandem('trackCustom', 'Quote')")
    await stage.meta.event("Quote")

    assert (await stage.gateway.event("Lead"))["pixel"] == "loaded"
    assert [told["id"] for told in stage.meta.heard("Lead") + stage.meta.heard("Quote")] == ["1234567890"] * 2
    assert visitor.asked().count("/en_US/fbevents.js") == 1


async def test_every_pixel_of_a_site_hears_of_each_event_under_one_id(stage: Stage, visitor: Visitor) -> None:
    """Two datasets of one business: neither event nor visitor is told to one of them only."""
    stage.settings["pixels"] = ["111", "222"]
    stage.shop.calls = "tandem('identify', {external_id: '7'})"
    page = await visitor.open("/thanks")
    await page.evaluate(PURCHASE)
    await stage.meta.memory.until(lambda: len(stage.meta.heard("Purchase")) == 2)

    told = stage.meta.heard("Purchase")
    assert {each["id"] for each in told} == {"111", "222"}
    assert {each["eventID"] for each in told} == {"order_00123"}
    assert [each["user"] for each in told] == [{"external_id": "7"}] * 2


async def test_the_tag_alone_needs_no_stub_before_it(stage: Stage, visitor: Visitor) -> None:
    """One line in the page is enough, for a page that has nothing to say before the tag has come."""
    stage.gateway.parts.append("declared")
    stage.settings["declared"] = {"forms": []}
    stage.shop.head = f"<script src='{stage.gateway_address}/t.js'></script>"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")
    await stage.meta.event("Lead")
    await visitor.settle(page)

    assert len(stage.gateway.events("Lead")) == 1


async def test_a_page_that_installs_the_tag_twice_sends_each_event_once(stage: Stage, visitor: Visitor) -> None:
    stage.shop.tail = f"<script src='{stage.gateway_address}/t.js'></script>"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")
    await stage.meta.event("Lead")
    await visitor.settle(page)

    assert len(stage.gateway.events("Lead")) == len(stage.meta.heard("Lead")) == 1
    assert len(stage.meta.heard("PageView")) == 1


async def test_who_the_visitor_is_goes_to_both_legs(stage: Stage, visitor: Visitor) -> None:
    """To the Pixel with `init`, where Meta wants it; under Meta's keys only."""
    stage.shop.calls = "tandem('identify', {em: 'ada@example.com', external_id: 7, shoe_size: 38})"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")

    expected = {"em": "ada@example.com", "external_id": "7"}
    assert (await stage.gateway.event("Lead"))["user_data"] == expected
    assert (await stage.meta.event("Lead"))["user"] == expected


@pytest.mark.parametrize("leave", ["window.close()", "location.href = '/next'"])
async def test_an_event_tracked_at_the_last_moment_still_arrives(stage: Stage, visitor: Visitor, leave: str) -> None:
    """The tab is closed, or another page is opened, in the same breath."""
    stage.shop.tail = "<script>addEventListener('load', () => tandem('track', 'Contact'))</script>"
    page = await visitor.open()
    async with page.expect_popup() as popup:
        await page.evaluate("window.open('/product')")
    product = await popup.value
    await product.wait_for_function("window.tandem && window.tandem.ready")
    await product.evaluate(f"setTimeout(() => {{ tandem('track', 'Lead'); {leave} }})")

    await stage.gateway.event("Lead")
    if leave == "window.close()":
        await eventually(product.is_closed, lambda closed: closed)
    else:
        await product.wait_for_url("**/next")
