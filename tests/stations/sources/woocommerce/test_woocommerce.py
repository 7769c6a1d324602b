"""What an order of WooCommerce tells, and who may tell it. Expected values are read off the message by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.order import Totals
from tandem.event.outcome import Reason
from tandem.kit.secret import Secret
from tandem.sources.contract import OrderTelling, Webhook
from tandem.sources.woocommerce.source import WooCommerceShop
from tests.support.shops.messages import SECRETS, facts, heard, in_base64, message, posted


def shop(**options: Any) -> WooCommerceShop:
    return WooCommerceShop(Settings(name="pots", kind="woocommerce", options=options), SECRETS)


def signed(told: dict[str, Any], topic: str = "order.updated", secret: Secret = SECRETS[1]) -> Webhook:
    body = posted(told, {}).body
    return posted(body, {"x-wc-webhook-signature": in_base64(body, secret), "x-wc-webhook-topic": topic})


def told(*, by: WooCommerceShop | None = None, **changed: Any) -> dict[tuple[str, str], OrderTelling]:
    return facts(by or shop(), signed(message("woocommerce_order", **changed)))


@pytest.mark.parametrize("secret", SECRETS)
def test_while_a_secret_is_rotated_both_open(secret: Secret) -> None:
    assert shop().verify(signed(message("woocommerce_order"), secret=secret)).topic == "order.updated"


@pytest.mark.parametrize("spoil", [b"999.15", b"101.16"])
def test_a_changed_byte_is_refused(spoil: bytes) -> None:
    good = signed(message("woocommerce_order"))
    with pytest.raises(Refused) as caught:
        shop().verify(posted(good.body.replace(b"101.15", spoil), good.headers))
    assert (caught.value.refusal.reason, caught.value.refusal.field) == (Reason.BAD_SIGNATURE, "x-wc-webhook-signature")


def test_the_ping_of_a_new_webhook_is_answered_with_200_and_nothing_else_is() -> None:
    """Anything but exactly 200 shows the shop's owner an error; it carries no signature."""
    ping = shop().answer(posted(b"webhook_id=12", {}))
    assert ping is not None
    assert ping.status == 200
    assert shop().answer(posted(b"webhook_id=12&total=1", {})) is None
    assert shop().answer(signed(message("woocommerce_order"))) is None


def test_a_paid_order_was_created_and_paid_when_its_dates_say_so() -> None:
    found = told()
    assert list(found) == [("created", ""), ("paid", "")]
    assert found["created", ""].at == datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
    assert found["paid", ""].at == datetime(2026, 11, 22, 11, 0, 8, tzinfo=UTC)


def test_the_order_goes_by_the_number_the_customer_reads() -> None:
    """Zeros in front count; a shop whose pages tell the id can say so."""
    assert told()["paid", ""].order_id == "007231"
    assert told(by=shop(**{"order-id": "id"}))["paid", ""].order_id == "7231"


@pytest.mark.parametrize("status", ["pending", "on-hold", "processing", "failed"])
def test_without_a_date_of_payment_nothing_was_paid(status: str) -> None:
    """Cash on delivery is processed long before anybody pays."""
    assert list(told(status=status, date_paid_gmt=None)) == [("created", "")]


def test_money_is_told_with_and_without_tax_and_shipping() -> None:
    assert told()["paid", ""].totals == Totals(
        currency="EUR",
        gross=Decimal("101.15"),
        tax=Decimal("16.15"),
        shipping=Decimal("5.00"),
        discount=Decimal("8.40"),
    )


def test_the_price_of_a_piece_is_exact_or_left_out() -> None:
    """(60.00 + 11.40) / 2 = 35.70; (20.00 + 3.80) / 3 does not end."""
    lines = told()["paid", ""].lines
    assert [(line.id, line.quantity, line.price) for line in lines] == [("93", 2, Decimal("35.7")), ("95", 3, None)]
    by_sku = told(by=shop(**{"content-id": "sku"}))["paid", ""].lines
    assert [line.id for line in by_sku] == ["POT-B", "95"]


def test_the_customer_the_browser_and_the_click_are_read() -> None:
    """1795344660000: `date -d '2026-11-22 10:51:00Z' +%s`, when the session began."""
    paid = told()["paid", ""]
    assert paid.user_data == {
        "em": "emmy@example.com",
        "ph": "09131 5550123",
        "fn": "Emmy",
        "ln": "Noether",
        "ct": "Erlangen",
        "st": "DE-BY",
        "zp": "91054",
        "country": "DE",
        "external_id": "26",
        "fbc": "fb.1.1795344660000.IwAR0Pots_42-x",
    }
    assert (paid.client_ip_address, paid.event_source_url) == ("2001:db8:77::12", "https://pots.example.net/")
    assert paid.links == {"visit": "visit-9k", "customer": "26"}


@pytest.mark.parametrize("via", ["admin", "rest-api", "pos-rest-api", "subscription"])
def test_the_browser_of_a_clerk_or_a_program_is_not_the_customers(via: str) -> None:
    for fact in told(created_via=via).values():
        assert (fact.client_ip_address, fact.client_user_agent, fact.event_source_url) == (None, None, None)


def test_a_till_of_stone_says_so_and_other_orders_leave_it_open() -> None:
    """WooCommerce's own point of sale writes `pos-rest-api`."""
    assert {fact.action_source for fact in told(created_via="pos-rest-api").values()} == {"physical_store"}
    assert {fact.action_source for fact in told(created_via="admin").values()} == {None}


def test_a_guest_is_no_customer_number_nought() -> None:
    paid = told(customer_id=0)["paid", ""]
    assert "customer" not in paid.links
    assert "external_id" not in paid.user_data


def test_a_subscription_charged_again_is_a_renewal_once_it_is_paid() -> None:
    meta = [{"id": 9, "key": "_subscription_renewal", "value": "7001"}]
    (renewed,) = told(meta_data=meta).values()
    assert (renewed.kind, renewed.subscription, renewed.amount) == ("renewed", "7001", Decimal("101.15"))
    assert told(meta_data=meta, date_paid_gmt=None, status="pending") == {}


def test_refunds_are_told_with_what_went_back() -> None:
    """WooCommerce writes them as negative numbers, and its total stays what it was."""
    found = told(refunds=[{"id": 7240, "reason": "broken", "total": "-20.25"}, {"id": 7241, "total": "-1.00"}])
    assert (found["refunded", "7240"].amount, found["refunded", "7241"].amount) == (Decimal("20.25"), Decimal("1.00"))


def test_an_order_cancelled_for_want_of_payment_and_paid_after_all_lives() -> None:
    """Each cancellation is a fact of its own; the payment is dated after it."""
    gone = told(status="cancelled", date_paid_gmt=None)["cancelled", "2026-11-22T11:00:09"]
    back = told(date_paid_gmt="2026-11-22T14:00:00")["paid", ""]
    assert gone.at < back.at


def test_a_completed_order_is_fulfilled() -> None:
    found = told(status="completed", date_completed_gmt="2026-11-22T15:00:00")
    assert found["fulfilled", ""].at == datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def test_a_draft_that_the_checkout_keeps_is_no_order() -> None:
    assert told(status="checkout-draft") == {}


def test_repeated_updates_of_one_order_tell_the_same_facts() -> None:
    """WooCommerce sends order.updated many times for one change."""
    assert told().keys() == told(date_modified_gmt="2026-11-22T11:05:00").keys()


@pytest.mark.parametrize("topic", ["order.deleted", "customer.updated", "action.woocommerce_add_to_cart", ""])
def test_topics_that_show_no_order_are_taken_and_say_nothing(topic: str) -> None:
    assert heard(shop(), signed({"id": 7231}, topic)) == []


def test_a_plugin_that_leaves_out_the_total_is_told_which_field() -> None:
    broken = message("woocommerce_order")
    del broken["total"]
    with pytest.raises(Refused) as caught:
        heard(shop(), signed(broken))
    assert (caught.value.refusal.reason, caught.value.refusal.field) == (Reason.MISSING_FIELD, "total")
