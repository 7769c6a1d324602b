"""What Stripe's objects tell. Expected values are read off the messages by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.order import Totals
from tandem.sources.contract import OrderTelling
from tandem.sources.stripe.source import StripeAccount
from tests.support.shops.messages import EVENING, SECRETS, facts, message, posted, stripe_signature

HAPPENED = datetime(2026, 11, 22, 11, 1, tzinfo=UTC)
"""1795345260: `date -u -d @1795345260`."""

Facts = Mapping[tuple[str, str], OrderTelling]


def account(**options: Any) -> StripeAccount:
    return StripeAccount(Settings(name="books", kind="stripe", options=options), SECRETS)


def told(happening: dict[str, Any], by: StripeAccount | None = None) -> Facts:
    body = json.dumps(happening).encode()
    return facts(by or account(), posted(body, {"stripe-signature": stripe_signature(body, EVENING)}))


def happening(name: str, kind: str | None = None, **changed: Any) -> dict[str, Any]:
    """A message with its object changed, of its own type or another."""
    whole = message(name)
    inner = {**whole["data"]["object"], **changed}
    return {**whole, "type": kind or whole["type"], "data": {**whole["data"], "object": inner}}


def session(kind: str | None = None, *, by: StripeAccount | None = None, **changed: Any) -> Facts:
    return told(happening("stripe_session", kind, **changed), by)


def invoice(by: StripeAccount | None = None, **changed: Any) -> Facts:
    return told(happening("stripe_invoice", **changed), by)


def test_a_paid_checkout_was_created_and_paid() -> None:
    found = session()
    assert list(found) == [("created", ""), ("paid", "")]
    paid = found["paid", ""]
    assert (paid.order_id, paid.at, paid.is_test) == ("0042", HAPPENED, False)
    assert paid.totals == Totals(
        currency="GBP",
        gross=Decimal("49.90"),
        tax=Decimal("7.50"),
        shipping=Decimal("4.90"),
        discount=Decimal("0.00"),
    )


def test_a_bank_debit_is_paid_when_the_money_came() -> None:
    """The session is complete days before: that alone is no purchase."""
    assert list(session(payment_status="unpaid")) == [("created", "")]
    assert list(session("checkout.session.async_payment_succeeded")) == [("paid", "")]
    assert list(session("checkout.session.async_payment_failed", payment_status="unpaid")) == [("cancelled", "")]


def test_a_session_that_only_stored_a_card_is_no_order() -> None:
    assert session(mode="setup", amount_total=None, currency=None) == {}


def test_the_customer_is_who_paid_and_never_stripe() -> None:
    """Address and browser only as the shop wrote them into metadata."""
    paid = session()["paid", ""]
    assert paid.user_data == {
        "em": "mary@example.com",
        "ph": "+441835550123",
        "fn": "Mary",
        "ln": "Somerville",
        "ct": "Jedburgh",
        "zp": "TD8 6AB",
        "country": "GB",
        "fbp": "fb.1.1795340000000.1098115397",
    }
    assert (paid.client_ip_address, paid.client_user_agent) == ("203.0.113.50", "Mozilla/5.0 (Macintosh)")
    bare = session(metadata=None)["paid", ""]
    assert (bare.client_ip_address, bare.client_user_agent) == (None, None)
    assert bare.event_source_url == "https://books.example.co.uk/"


def test_what_leads_to_the_visit_is_named() -> None:
    links = {"visit": "visit-3", "checkout": "cs_live_a1Bc2De3Fg4", "customer": "cus_Tq1Somerville"}
    assert session()["paid", ""].links == links
    by = account(**{"client-reference": "visit"})
    assert session(by=by)["paid", ""].links["visit"] == "0042"


@pytest.mark.parametrize(
    ("changed", "options", "number"),
    [
        ({}, {}, "0042"),
        ({"client_reference_id": None}, {}, "from-metadata"),
        ({"client_reference_id": None, "metadata": {"shop_order": "S-9"}}, {"order-id": "shop_order"}, "S-9"),
        ({"client_reference_id": None, "metadata": {}}, {}, "pi_3SWc2xK9mTandem"),
        ({"client_reference_id": None, "metadata": None, "payment_intent": None}, {}, "cs_live_a1Bc2De3Fg4"),
        ({}, {"client-reference": "visit"}, "from-metadata"),
    ],
)
def test_the_order_goes_by_the_shops_own_number_where_there_is_one(
    changed: dict[str, Any], options: dict[str, str], number: str
) -> None:
    assert session(by=account(**options), **changed)["paid", ""].order_id == number


@pytest.mark.parametrize(
    ("currency", "minor", "major"),
    [
        ("eur", 4990, "49.90"),
        ("jpy", 4990, "4990"),
        ("kwd", 4990, "4.990"),
        ("isk", 499000, "4990.00"),
        ("ugx", 499000, "4990.00"),
        ("vnd", 4990, "4990"),
        ("usd", 1, "0.01"),
        ("usd", 9007199254740993, "90071992547409.93"),
    ],
)
def test_amounts_are_exact_in_the_unit_of_their_currency(currency: str, minor: int, major: str) -> None:
    """docs.stripe.com/currencies: yen have no cents, dinars a thousand fils, krónur two digits that are always 00."""
    totals = session(currency=currency, amount_total=minor)["paid", ""].totals
    assert totals is not None
    assert (totals.gross, totals.currency) == (Decimal(major), currency.upper())


def test_a_currency_that_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        session(currency="xyz")
    assert caught.value.refusal.field == "currency"


def test_what_was_made_in_a_sandbox_is_a_test() -> None:
    assert all(fact.is_test for fact in told({**happening("stripe_session"), "livemode": False}).values())


@pytest.mark.parametrize("kind", ["payment_intent.succeeded", "charge.succeeded", "refund.created", "invoice.created"])
def test_one_payment_is_told_by_one_of_its_objects(kind: str) -> None:
    """A checkout makes a session, a payment, a charge and perhaps an invoice: four messages, one sale."""
    assert told({**message("stripe_session"), "type": kind}) == {}


RENEWAL = {"order_id": "in_1SWc2xK9mTandemInv", "subscription": "sub_1Books"}
OLD = {
    "parent": None,
    "subscription": "sub_1Books",
    "subscription_details": {"metadata": {"order_id": "0042"}},
    "tax": 190,
}


@pytest.mark.parametrize("shape", [{}, OLD], ids=["since basil", "before"])
@pytest.mark.parametrize("reason", ["subscription_cycle", "subscription_update", "subscription_threshold"])
def test_a_further_charge_is_a_renewal_under_its_own_number(shape: dict[str, Any], reason: str) -> None:
    """The number in the subscription's metadata is of the first order: a renewal inherits nothing."""
    (fact,) = invoice(**shape, billing_reason=reason).values()
    assert {"order_id": fact.order_id, "subscription": fact.subscription} == RENEWAL
    assert (fact.kind, fact.amount) == ("renewed", Decimal("11.90"))
    assert fact.totals == Totals(currency="EUR", gross=Decimal("11.90"), tax=Decimal("1.90"))
    assert fact.user_data == {"em": "mary@example.com", "subscription_id": "sub_1Books"}
    assert fact.links == {"customer": "cus_Tq1Somerville"}


@pytest.mark.parametrize("reason", ["subscription_create", "manual"])
def test_the_first_invoice_of_a_checkout_is_not_a_second_sale(reason: str) -> None:
    assert invoice(billing_reason=reason) == {}


@pytest.mark.parametrize("shape", [{}, OLD], ids=["since basil", "before"])
def test_where_invoices_are_the_orders_the_first_is_a_sale(shape: dict[str, Any]) -> None:
    """1795341600: when the invoice was made, an hour before it was paid."""
    found = invoice(account(orders="invoices"), **shape, billing_reason="subscription_create")
    assert list(found) == [("created", ""), ("paid", "")]
    assert {fact.order_id for fact in found.values()} == {"0042"}
    assert found["created", ""].at == datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_a_trial_begins_with_an_invoice_over_nothing() -> None:
    """An order worth nothing, of a subscription: `StartTrial`, if the owner counts it. At the checkout it was told."""
    changed = {"billing_reason": "subscription_create", "amount_paid": 0, "total": 0, "total_excluding_tax": 0}
    begun = invoice(account(orders="invoices"), **changed)
    assert list(begun) == [("created", ""), ("paid", "")]
    assert {(fact.subscription, fact.totals and fact.totals.gross) for fact in begun.values()} == {
        ("sub_1Books", Decimal(0))
    }
    assert invoice(**changed) == {}


@pytest.mark.parametrize(("reason", "total"), [("subscription_cycle", 0), ("manual", 0), ("subscription_create", 1190)])
def test_an_invoice_that_nobody_paid_is_no_order(reason: str, total: int) -> None:
    """A credit paid it, or there was nothing to pay."""
    assert invoice(account(orders="invoices"), billing_reason=reason, amount_paid=0, total=total) == {}


INTENT = {
    "id": "pi_3Plain",
    "object": "payment_intent",
    "amount": 2500,
    "amount_received": 2500,
    "created": 1795345200,
    "currency": "usd",
    "customer": None,
    "invoice": None,
    "latest_charge": "ch_3Plain",
    "metadata": {"order_id": "P-7"},
    "receipt_email": None,
    "shipping": {"name": "Ada", "phone": None, "address": {"city": "London", "country": "GB"}},
    "charges": {"data": [{"id": "ch_3Plain", "currency": "usd", "billing_details": {"email": "ada@example.com"}}]},
}


def payment(kind: str, **changed: Any) -> Facts:
    return told(
        happening("stripe_session", kind) | {"data": {"object": {**INTENT, **changed}}}, account(orders="payments")
    )


def test_where_payments_are_the_orders_a_payment_is_one() -> None:
    found = payment("payment_intent.succeeded")
    assert [(kind, fact.order_id) for (kind, _), fact in found.items()] == [("created", "P-7"), ("paid", "P-7")]
    assert found["paid", ""].totals == Totals(currency="USD", gross=Decimal("25.00"))
    assert found["paid", ""].user_data == {"em": "ada@example.com", "ct": "London", "country": "GB"}


def test_a_payment_that_is_held_is_authorised_and_one_given_up_cancelled() -> None:
    held = payment("payment_intent.amount_capturable_updated", amount_received=0)
    assert list(held) == [("created", ""), ("authorised", "")]
    assert list(payment("payment_intent.canceled", amount_received=0)) == [("cancelled", "")]


def test_a_payment_that_pays_an_invoice_is_left_to_the_invoice() -> None:
    assert payment("payment_intent.succeeded", invoice="in_1") == {}


def refund(total: int, before: int | None, **charge: Any) -> Facts:
    changed = {"id": "ch_3", "currency": "gbp", "payment_intent": "pi_3SWc2xK9mTandem", "metadata": {}, **charge}
    data = {"object": {**changed, "amount_refunded": total}}
    previous = {} if before is None else {"previous_attributes": {"amount_refunded": before}}
    return told({**message("stripe_session"), "type": "charge.refunded", "data": {**data, **previous}})


def test_each_refund_is_what_the_sum_grew_by() -> None:
    """Stripe tells the sum of all refunds so far: 10.00, then 25.50. Each counts once, in any order."""
    first, second = refund(1000, 0), refund(2550, 1000)
    assert [(key, fact.amount) for (_, key), fact in (first | second).items()] == [
        ("ch_3:1000", Decimal("10.00")),
        ("ch_3:2550", Decimal("15.50")),
    ]
    assert first.keys() == refund(1000, 0).keys()


@pytest.mark.parametrize(
    ("charge", "number"),
    [({}, "pi_3SWc2xK9mTandem"), ({"metadata": {"order_id": "0042"}}, "0042"), ({"payment_intent": None}, "ch_3")],
)
def test_a_refund_names_its_order(charge: dict[str, Any], number: str) -> None:
    assert {fact.order_id for fact in refund(1000, None, **charge).values()} == {number}


def test_a_dispute_is_told_with_what_is_at_stake() -> None:
    dispute = {"id": "dp_1", "amount": 4990, "currency": "gbp", "charge": "ch_3", "payment_intent": "pi_3"}
    (fact,) = told(
        {**message("stripe_session"), "type": "charge.dispute.created", "data": {"object": dispute}}
    ).values()
    assert (fact.kind, fact.key, fact.order_id, fact.amount) == ("disputed", "dp_1", "pi_3", Decimal("49.90"))
