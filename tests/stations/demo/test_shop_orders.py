"""What a paid order, an unpaid one and a test ride tell the gateway and the tag."""

from __future__ import annotations

from tests.stations.demo.shop_visit import Gateway, Visitor, order_of, tag_calls, tracked


async def test_a_paid_order_is_reported_once_with_the_number_the_visitor_sees(visitor: Visitor, gateway: Gateway):
    """One POST, authorised with the shop's key, whose order id is the page's, its leading zeros kept."""
    page = await visitor.buy("daisy")
    (report,) = await gateway.reports(1)

    assert order_of(page) == report["custom_data"]["order_id"] == "000123"
    assert gateway.heard[0][0].headers["Authorization"] == "Bearer a-key-of-the-shop"
    assert "event_id" not in report


async def test_the_page_and_the_server_tell_the_same_purchase(visitor: Visitor, gateway: Gateway):
    """The tag's call names the same order, money and goods as the server's report, and mints no id."""
    await visitor.post("/cart", product="answer-do")
    page = await visitor.buy("daisy")
    (report,) = await gateway.reports(1)
    (call,) = tracked(page, "Purchase")

    goods = [
        {"id": "answer-do", "quantity": 1, "item_price": 38},
        {"id": "daisy", "quantity": 1, "item_price": 2490},
    ]
    same = {"order_id": "000123", "currency": "EUR", "content_type": "product", "contents": goods, "num_items": 2}
    assert call == ["track", "Purchase", same | {"value": 2528}]
    assert report["custom_data"] == same | {"value": "2528.00"}


async def test_a_report_says_who_when_and_where(visitor: Visitor, gateway: Gateway):
    """The visitor's own address, agent and cookies are reported, not those of the shop's server."""
    visitor.carry(_fbp="fb.1.1795000000000.1234567890", _fbc="fb.1.1795000000000.AbC", shop_consent="granted")
    await visitor.buy("daisy")
    (report,) = await gateway.reports(1)

    assert report["event_time"] == 1795348800  # date -u -d '2026-11-22 12:00' +%s
    assert (report["event_name"], report["action_source"]) == ("Purchase", "website")
    assert report["event_source_url"] == str(visitor.client.make_url("/thank-you"))
    assert report["consent"] == {"ads": "granted", "signal": "manual"}
    assert report["user_data"] == {
        "em": "Ada@Example.com",
        "ph": "+49 30 23125 042",
        "fn": "Ada",
        "ln": "Lovelace",
        "ct": "Berlin",
        "zp": "10115",
        "country": "DE",
        "external_id": report["user_data"]["external_id"],
        "client_ip_address": "127.0.0.1",
        "client_user_agent": report["user_data"]["client_user_agent"],
        "fbp": "fb.1.1795000000000.1234567890",
        "fbc": "fb.1.1795000000000.AbC",
    }


async def test_paying_later_reports_nothing_until_the_order_is_marked_as_paid(visitor: Visitor, gateway: Gateway):
    """A second, paid order is heard first: nothing of the unpaid one went ahead of it."""
    await visitor.post("/switches/pay-later", back="/")
    unpaid = await visitor.buy("daisy")
    assert "Awaiting payment" in unpaid
    assert not tracked(unpaid, "Purchase")

    await visitor.post("/switches/pay-later", back="/")
    await visitor.buy("picnic")
    assert [report["custom_data"]["order_id"] for report in await gateway.reports(1)] == ["000124"]

    await visitor.post("/orders/000123/paid")
    *_, late = await gateway.reports(2)
    assert late["custom_data"]["order_id"] == "000123"
    assert late["user_data"]["em"] == "Ada@Example.com"


async def test_marking_an_order_as_paid_twice_reports_it_once(visitor: Visitor, gateway: Gateway):
    """An impatient shopkeeper presses again; the next report heard is another order's."""
    await visitor.post("/switches/pay-later", back="/")
    await visitor.buy("daisy")
    for _ in range(2):
        await visitor.post("/orders/000123/paid")
    await visitor.until("/orders", "Report to the gateway: accepted")
    await visitor.post("/switches/pay-later", back="/")
    await visitor.buy("picnic")

    assert [report["custom_data"]["order_id"] for report in await gateway.reports(2)] == ["000123", "000124"]


async def test_pressing_pay_twice_makes_one_order(visitor: Visitor):
    """The second press finds an empty cart and shows the order that was made."""
    first = await visitor.buy("daisy")
    again = await (await visitor.post("/checkout")).text()
    assert order_of(first) == order_of(again) == "000123"


async def test_reloading_the_thank_you_page_repeats_the_call_and_not_the_report(visitor: Visitor, gateway: Gateway):
    """Each load tells the tag the same Purchase; the server has told it and stays silent."""
    first = await visitor.buy("daisy")
    reloads = [await visitor.read("/thank-you") for _ in range(3)]
    assert [tag_calls(page) for page in reloads] == [tag_calls(first)] * 3

    await visitor.buy("picnic")
    assert [report["custom_data"]["order_id"] for report in await gateway.reports(2)] == ["000123", "000124"]


async def test_a_test_ride_is_one_lead_with_one_id_on_both_legs(visitor: Visitor, gateway: Gateway):
    """The shop makes the id, hands it to the tag and puts it into its report."""
    form = {"bicycle": "carriage", "email": "a@example.com", "phone": "+49 30 23125 042"}
    asked = await visitor.post("/test-ride", first_name="Ada", last_name="Lovelace", **form)
    (call,) = tracked(await asked.text(), "Lead")
    (report,) = await gateway.reports(1)

    assert report["event_name"] == "Lead"
    assert report["event_id"] == call[3]["eventID"]
    assert report["event_id"].startswith("lead_")


async def test_a_checkout_is_begun_once_however_often_its_page_is_loaded(visitor: Visitor):
    """InitiateCheckout carries the same id on a reload, and another one for the next cart."""
    await visitor.post("/cart", product="daisy")
    (first,), (reload,) = [tracked(await visitor.read("/checkout"), "InitiateCheckout") for _ in range(2)]
    await visitor.buy("daisy")
    await visitor.post("/cart", product="daisy")
    (other,) = tracked(await visitor.read("/checkout"), "InitiateCheckout")

    assert first == reload
    assert first[3]["eventID"] != other[3]["eventID"]


async def test_putting_a_product_into_the_cart_is_said_once(visitor: Visitor):
    """The page after the form says AddToCart; reloading it does not."""
    said = await (await visitor.post("/cart", product="picnic")).text()
    (call,) = tracked(said, "AddToCart")
    assert call[2]["content_ids"] == ["picnic"]
    assert call[2]["value"] == 89
    assert not tracked(await visitor.read("/cart"), "AddToCart")
