"""What an order of Shopify tells. Expected values are read off the message by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.order import Totals
from tandem.sources.contract import OrderTelling, Webhook
from tandem.sources.shopify.source import ShopifyShop
from tests.support.shops.messages import EVENING, SECRETS, facts, heard, in_base64, message, posted

ID = "5628734098231406593"
PLACED = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
UPDATED = datetime(2026, 11, 22, 11, 0, 4, tzinfo=UTC)


def shop(**options: Any) -> ShopifyShop:
    return ShopifyShop(Settings(name="bikes", kind="shopify", options=options), SECRETS)


def signed(told: dict[str, Any], topic: str) -> Webhook:
    unsigned = posted(told, {})
    headers = {"x-shopify-hmac-sha256": in_base64(unsigned.body), "x-shopify-topic": topic}
    return posted(unsigned.body, {**headers, "x-shopify-webhook-id": "w-1"})


def told(topic: str = "orders/paid", *, by: ShopifyShop | None = None, **changed: Any) -> dict[Any, OrderTelling]:
    return facts(by or shop(), signed(message("shopify_order", **changed), topic))


def test_a_paid_order_was_created_and_paid() -> None:
    """Its id is text to the last digit: as a number in a browser it would be another one."""
    found = told()
    assert list(found) == [("created", ""), ("paid", "")]
    created, paid = found.values()
    assert (created.order_id, created.at) == (ID, PLACED)
    assert (paid.order_id, paid.at) == (ID, UPDATED)


def test_every_message_of_an_order_tells_the_same_facts() -> None:
    """Created, updated, paid: whichever is lost, the others say it, under the same kind and key."""
    keys = [list(told(topic)) for topic in ("orders/create", "orders/updated", "orders/paid")]
    assert keys[0] == keys[1] == keys[2]


def test_money_is_what_the_customer_saw_unless_the_shop_says_otherwise() -> None:
    """Shipping without its tax: 64.73 - 10.34, and 6.00 - 0.96."""
    assert told()["paid", ""].totals == Totals(
        currency="SEK",
        gross=Decimal("2317.26"),
        tax=Decimal("197.74"),
        shipping=Decimal("54.39"),
        discount=Decimal("107.88"),
    )
    assert told(by=shop(money="shop"))["paid", ""].totals == Totals(
        currency="EUR",
        gross=Decimal("214.80"),
        tax=Decimal("18.33"),
        shipping=Decimal("5.04"),
        discount=Decimal("10.00"),
    )


@pytest.mark.parametrize(
    ("by", "ids"),
    [
        ("variant", ["44123456789012", "44123456789099"]),
        ("product", ["8123456789012", "8123456789099"]),
        ("sku", ["BELL-BR", "44123456789099"]),
    ],
)
def test_lines_go_by_the_ids_of_the_catalogue(by: str, ids: list[str]) -> None:
    """An article without SKU goes by its variant, as the tag has it."""
    lines = told(by=shop(**{"content-id": by}))["created", ""].lines
    assert [line.id for line in lines] == ids
    assert [(line.quantity, line.price, line.gift_card) for line in lines] == [
        (2, Decimal("640.81"), False),
        (1, Decimal("1078.80"), True),
    ]


def test_the_customer_and_the_customers_browser_are_read() -> None:
    """1795345200000: `date -d 2026-11-22T11:00:00Z +%s`, when the shop first saw the click."""
    paid = told()["paid", ""]
    assert paid.user_data == {
        "em": "Grete.Hermann@example.com",
        "ph": "+49 421 555 0142",
        "fn": "Grete",
        "ln": "Hermann",
        "ct": "Bremen",
        "zp": "28195",
        "country": "DE",
        "external_id": "7011223344556677889",
        "fbc": "fb.1.1795345200000.IwAR2bCdEfGh_IjK-lMn",
    }
    assert paid.client_ip_address == "203.0.113.77"
    assert (paid.client_user_agent or "").startswith("Mozilla/5.0 (iPhone")
    assert paid.event_source_url == "https://bikes.example.com/"


def test_what_leads_to_the_visit_is_named() -> None:
    assert told()["paid", ""].links == {
        "visit": "visit-7c1",
        "checkout": "9f1c0d54b7a84a3db1e3a9c7f0a6b2d1",
        "cart": "Z2NwLWV1cm9wZS13ZXN0MTpjYXJ0",
        "customer": "7011223344556677889",
    }


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("pending", ["created"]),
        ("authorized", ["created", "authorised"]),
        ("partially_paid", ["created", "partially_paid"]),
        ("paid", ["created", "paid"]),
        ("partially_refunded", ["created", "paid"]),
        ("refunded", ["created", "paid"]),
        ("voided", ["created"]),
        (None, ["created"]),
    ],
)
def test_only_money_that_came_in_makes_an_order_paid(status: str | None, kinds: list[str]) -> None:
    assert [kind for kind, _ in told("orders/updated", financial_status=status)] == kinds


@pytest.mark.parametrize("where", ["pos", "shopify_draft_order", "iphone", "android"])
def test_the_browser_of_a_till_or_a_clerk_is_not_the_customers(where: str) -> None:
    paid = told(source_name=where)["paid", ""]
    assert (paid.client_ip_address, paid.client_user_agent, paid.event_source_url) == (None, None, None)
    assert paid.user_data["em"] == "Grete.Hermann@example.com"


def test_a_till_of_stone_says_so_and_other_orders_leave_it_open() -> None:
    """Shopify's own point of sale is `pos`."""
    assert told(source_name="pos")["paid", ""].action_source == "physical_store"
    assert {fact.action_source for fact in told(source_name="shopify_draft_order").values()} == {None}


@pytest.mark.parametrize("source_name", ["subscription_contract", "subscription_contract_checkout_one"])
def test_a_further_charge_of_a_subscription_is_a_renewal(source_name: str) -> None:
    """Not a sale that was created and paid; and nothing at all before it is paid."""
    (renewed,) = told(source_name=source_name).values()
    assert (renewed.kind, renewed.amount, renewed.client_ip_address) == ("renewed", Decimal("2317.26"), None)
    assert told(source_name=source_name, financial_status="pending") == {}


def test_a_test_order_says_that_it_is_one() -> None:
    assert all(fact.is_test for fact in told(test=True).values())


def test_a_cancelled_order_was_paid_before_it_was_cancelled() -> None:
    """Both are told by a message that comes days after either."""
    found = told("orders/cancelled", cancelled_at="2026-11-22T13:30:00+01:00", updated_at="2026-11-22T15:00:00+01:00")
    assert list(found) == [("created", ""), ("paid", ""), ("cancelled", "")]
    assert found["cancelled", ""].at == datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    assert found["paid", ""].at <= found["cancelled", ""].at


def test_a_fulfilled_order_says_so() -> None:
    assert ("fulfilled", "") in told("orders/fulfilled", fulfillment_status="fulfilled")
    assert ("fulfilled", "") not in told("orders/partially_fulfilled", fulfillment_status="partial")


def test_an_edited_order_tells_its_new_worth() -> None:
    now = {
        "shop_money": {"amount": "155.40", "currency_code": "EUR"},
        "presentment_money": {"amount": "1676.45", "currency_code": "SEK"},
    }
    found = told("orders/updated", current_total_price_set=now)
    edited = found["edited", "2026-11-22T12:00:04+01:00"]
    assert edited.totals is not None
    assert (edited.totals.gross, edited.totals.currency) == (Decimal("1676.45"), "SEK")


@pytest.mark.parametrize(
    ("count", "last", "topic", "novelty"),
    [
        (1, int(ID), "orders/create", "new"),
        (0, None, "orders/create", "new"),
        (1, 77, "orders/create", "returning"),
        (5, int(ID), "orders/create", "returning"),
        (1, None, "orders/create", "unknown"),
        (None, None, "orders/create", "unknown"),
        (1, int(ID), "orders/paid", "new"),
        (5, int(ID), "orders/updated", "returning"),
        (5, 77, "orders/updated", "unknown"),
        (1, 77, "orders/updated", "unknown"),
    ],
)
def test_a_customer_is_called_new_only_when_it_is_known(
    count: int | None, last: int | None, topic: str, novelty: str
) -> None:
    """The count is of today: once there is a later order, it says nothing of this one."""
    customer = {"id": 1, "orders_count": count, "last_order_id": last}
    assert told(topic, customer=customer)["created", ""].customer == novelty


def test_a_customer_whom_shopify_blanks_leaves_the_order() -> None:
    """Without the right to personal data all of it comes as null; the order counts all the same."""
    blank = dict.fromkeys(("email", "contact_email", "phone", "customer", "billing_address", "browser_ip"))
    paid = told(**blank, client_details=None, landing_site=None, order_status_url=None)["paid", ""]
    assert (paid.user_data, paid.client_ip_address) == ({}, None)


REFUND = {
    "id": 929361463000001,
    "order_id": int(ID),
    "created_at": "2026-11-22T16:00:00Z",
    "transactions": [
        {"id": 1, "kind": "refund", "status": "success", "amount": "20.50", "currency": "EUR", "test": False},
        {"id": 2, "kind": "refund", "status": "failure", "amount": "9.99", "currency": "EUR"},
        {"id": 3, "kind": "refund", "status": "success", "amount": "0.50", "currency": "EUR"},
    ],
}


def test_a_refund_is_what_really_went_back() -> None:
    """20.50 + 0.50; the attempt that failed is no money."""
    (refund,) = facts(shop(), signed(REFUND, "refunds/create")).values()
    assert (refund.order_id, refund.kind, refund.key, refund.amount) == (
        ID,
        "refunded",
        "929361463000001",
        Decimal("21.00"),
    )
    assert refund.at == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_a_refund_told_by_itself_and_inside_its_order_is_one() -> None:
    inside = told("orders/updated", financial_status="partially_refunded", refunds=[REFUND])
    assert inside["refunded", "929361463000001"].amount == Decimal("21.00")


def payment(**changed: Any) -> dict[Any, OrderTelling]:
    both = {"presentment_money": {"amount": "0", "currency": "SEK"}, "shop_money": {"amount": "0", "currency": "EUR"}}
    sale = {
        "id": 31,
        "order_id": int(ID),
        "kind": "sale",
        "status": "success",
        "amount": "700.00",
        "currency": "SEK",
        "processed_at": "2026-11-22T11:00:02Z",
        "total_unsettled_set": both,
    }
    return facts(shop(), signed({**sale, **changed}, "order_transactions/create"))


def test_a_payment_is_a_part_under_its_own_key() -> None:
    (part,) = payment().values()
    assert (part.kind, part.key, part.amount) == ("partially_paid", "31", Decimal("700.00"))


def test_a_payment_in_the_other_currency_is_not_converted() -> None:
    """Counted as if it were the order's currency it could make an unpaid order paid."""
    (part,) = payment(currency="EUR", amount="65.00").values()
    assert part.amount is None


@pytest.mark.parametrize(
    "changed", [{"status": "failure"}, {"status": "pending"}, {"kind": "void"}, {"kind": "refund"}]
)
def test_a_payment_that_did_not_come_in_is_none(changed: dict[str, str]) -> None:
    assert payment(**changed) == {}


@pytest.mark.parametrize("topic", ["checkouts/delete", "carts/update", "products/update", "orders/edited", "app/x"])
def test_topics_that_tell_of_no_order_are_taken_and_say_nothing(topic: str) -> None:
    assert heard(shop(), signed({"id": 1}, topic)) == []


def test_an_order_sent_under_the_topic_of_a_refund_is_refused_by_name() -> None:
    """The topic is not signed: it cannot turn one message into another."""
    with pytest.raises(Refused) as caught:
        heard(shop(), signed(message("shopify_order"), "refunds/create"))
    assert caught.value.refusal.field == "order_id"


def test_nothing_is_dated_after_its_arrival() -> None:
    found = told(created_at="2026-11-23T12:00:00Z", updated_at="2026-11-23T12:00:00Z")
    assert {fact.at for fact in found.values()} == {EVENING}


def test_an_option_that_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="currency"):
        shop(currency="SEK")
