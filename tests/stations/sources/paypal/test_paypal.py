"""What PayPal's messages tell, and who may tell it. Expected values are read off the messages by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.order import Totals
from tandem.event.outcome import Reason
from tandem.kit.secret import Secret, resolve
from tandem.sources.contract import OrderTelling, Webhook
from tandem.sources.paypal.source import PayPalAccount
from tests.support.shops.messages import EVENING, facts, message, posted
from tests.support.shops.paypal import NUMBER, PayPal

Facts = dict[tuple[str, str], OrderTelling]


@pytest.fixture(scope="module")
def paypal(tmp_path_factory: pytest.TempPathFactory) -> PayPal:
    return PayPal(tmp_path_factory.mktemp("paypal"))


def account(paypal: PayPal, *more: str, **options: Any) -> PayPalAccount:
    secrets = [Secret(text) for text in (NUMBER, paypal.certificate, *more)]
    return PayPalAccount(Settings(name="till", kind="paypal", options=options), secrets)


def signed(paypal: PayPal, told: dict[str, Any], **signing: str) -> Webhook:
    body = json.dumps(told).encode()
    return posted(body, paypal.headers(body, **signing))


def told(
    paypal: PayPal, kind: str = "PAYMENT.CAPTURE.COMPLETED", *, by: PayPalAccount | None = None, **re: Any
) -> Facts:
    whole = message("paypal_capture")
    happening = {**whole, "event_type": kind, "resource": {**whole["resource"], **re}}
    return facts(by or account(paypal), signed(paypal, happening))


def refusal(paypal: PayPal, webhook: Webhook, *more: str) -> Refused:
    with pytest.raises(Refused) as caught:
        account(paypal, *more).verify(webhook)
    assert caught.value.refusal.reason is Reason.BAD_SIGNATURE
    return caught.value


def test_a_message_that_paypal_signed_is_its_own(paypal: PayPal) -> None:
    delivery = account(paypal).verify(signed(paypal, message("paypal_capture")))
    assert (delivery.id, delivery.topic) == ("WH-7Y7254563A4550640-11V2185806837105M", "PAYMENT.CAPTURE.COMPLETED")


def test_a_changed_byte_is_refused(paypal: PayPal) -> None:
    good = signed(paypal, message("paypal_capture"))
    refusal(paypal, posted(good.body.replace(b"57.60", b"97.60"), good.headers))


def test_a_message_for_another_webhook_is_refused(paypal: PayPal) -> None:
    """Anyone can have PayPal sign messages for a webhook of their own."""
    refusal(paypal, signed(paypal, message("paypal_capture"), number="1JE4291016473214C"))


def test_a_message_under_another_certificate_is_refused(paypal: PayPal, tmp_path_factory: Any) -> None:
    other = PayPal(tmp_path_factory.mktemp("other"))
    assert "certificate" in refusal(paypal, signed(other, message("paypal_capture"))).refusal.problem


def test_while_the_certificate_changes_both_are_believed(paypal: PayPal, tmp_path_factory: Any) -> None:
    other = PayPal(tmp_path_factory.mktemp("next"))
    assert account(paypal, other.certificate).verify(signed(other, message("paypal_capture"))).id


@pytest.mark.parametrize("time", ["2026-11-18T17:59:00Z", "2026-11-22T18:06:00Z", "yesterday", ""])
def test_a_message_of_another_day_is_refused(paypal: PayPal, time: str) -> None:
    """PayPal tries for three days; four days later it is a replay."""
    refused = refusal(paypal, signed(paypal, message("paypal_capture"), time=time))
    assert refused.refusal.field == "paypal-transmission-time"


def test_the_moment_is_part_of_what_is_signed(paypal: PayPal) -> None:
    good = signed(paypal, message("paypal_capture"))
    refusal(paypal, posted(good.body, {**good.headers, "paypal-transmission-time": "2026-11-22T17:59:31Z"}))


def test_a_weaker_algorithm_is_refused(paypal: PayPal) -> None:
    good = signed(paypal, message("paypal_capture"))
    refusal(paypal, posted(good.body, {**good.headers, "paypal-auth-algo": "SHA1withRSA"}))


def test_an_expired_certificate_proves_nothing(paypal: PayPal) -> None:
    """It ended with the year."""
    later = datetime(2027, 1, 2, tzinfo=UTC)
    good = signed(paypal, message("paypal_capture"), time="2027-01-01T23:00:00Z")
    assert "expired" in refusal(paypal, posted(good.body, good.headers, later)).refusal.problem


def test_without_the_webhooks_id_the_source_says_what_is_missing(paypal: PayPal) -> None:
    """A certificate need not be given; the number of the webhook must."""
    with pytest.raises(ValueError, match="webhook's id"):
        PayPalAccount(Settings(name="till", kind="paypal"), [Secret(paypal.certificate)])


def test_the_certificate_is_read_from_its_file_as_paypal_gives_it(paypal: PayPal, tmp_path: Path) -> None:
    """The signing certificate first, then those above it."""
    (tmp_path / "paypal.pem").write_text(f"{paypal.certificate}{paypal.certificate}")
    secrets = [Secret(NUMBER), resolve("file:paypal.pem", folder=tmp_path)]
    by = PayPalAccount(Settings(name="till", kind="paypal"), secrets)
    assert by.verify(signed(paypal, message("paypal_capture"))).id


def test_a_capture_is_an_order_that_was_paid(paypal: PayPal) -> None:
    found = told(paypal)
    assert list(found) == [("created", ""), ("paid", "")]
    created, paid = found.values()
    assert (created.order_id, created.at) == ("000912", datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    assert paid.totals == Totals(currency="EUR", gross=Decimal("57.60"))
    assert (paid.client_ip_address, paid.client_user_agent) == (None, None)


@pytest.mark.parametrize(
    ("changed", "options", "number"),
    [
        ({}, {"order-id": ["custom"]}, "cart-5"),
        ({"invoice_id": None}, {}, "cart-5"),
        ({"invoice_id": None, "custom_id": None}, {}, "1AA11111A1111111A"),
        ({"invoice_id": None, "custom_id": None, "supplementary_data": None}, {}, "42311647XV020574X"),
    ],
)
def test_the_order_goes_by_the_shops_own_number_where_there_is_one(
    paypal: PayPal, changed: dict[str, Any], options: dict[str, Any], number: str
) -> None:
    assert told(paypal, by=account(paypal, **options), **changed)["paid", ""].order_id == number


def test_a_capture_that_is_not_the_last_is_a_part(paypal: PayPal) -> None:
    (part,) = told(paypal, final_capture=False).values()
    assert (part.kind, part.key, part.amount) == ("partially_paid", "42311647XV020574X", Decimal("57.60"))


def test_what_is_pending_is_not_paid_and_what_is_denied_is_cancelled(paypal: PayPal) -> None:
    assert list(told(paypal, "PAYMENT.CAPTURE.PENDING")) == [("created", "")]
    assert list(told(paypal, "PAYMENT.CAPTURE.DENIED")) == [("cancelled", "42311647XV020574X")]


def test_an_approval_is_not_money_and_tells_who_it_is(paypal: PayPal) -> None:
    order = {
        "id": "1AA11111A1111111A",
        "create_time": "2026-11-22T10:58:00Z",
        "payer": {
            "payer_id": "QYR5Z8XDVJNXQ",
            "email_address": "sofja@example.com",
            "name": {"given_name": "Sofja", "surname": "Kowalewskaja"},
            "phone": {"phone_number": {"national_number": "0855512345"}},
            "address": {"country_code": "SE"},
        },
        "purchase_units": [
            {
                "invoice_id": "000912",
                "amount": {
                    "currency_code": "EUR",
                    "value": "57.60",
                    "breakdown": {
                        "tax_total": {"currency_code": "EUR", "value": "9.20"},
                        "shipping": {"currency_code": "EUR", "value": "4.00"},
                    },
                },
                "shipping": {"address": {"admin_area_2": "Stockholm", "postal_code": "113 52", "country_code": "SE"}},
            }
        ],
    }
    (created,) = facts(
        account(paypal),
        signed(paypal, {**message("paypal_capture"), "event_type": "CHECKOUT.ORDER.APPROVED", "resource": order}),
    ).values()
    assert (created.kind, created.order_id, created.links) == ("created", "000912", {"customer": "QYR5Z8XDVJNXQ"})
    assert created.totals == Totals(
        currency="EUR", gross=Decimal("57.60"), tax=Decimal("9.20"), shipping=Decimal("4.00")
    )
    assert created.user_data == {
        "em": "sofja@example.com",
        "ph": "0855512345",
        "fn": "Sofja",
        "ln": "Kowalewskaja",
        "ct": "Stockholm",
        "zp": "113 52",
        "country": "SE",
    }


SALE = {"id": "4RT80532LB8123456", "amount": {"total": "12.00", "currency": "EUR", "details": {"subtotal": "12.00"}}}


def test_a_charge_of_a_subscription_is_a_renewal_of_its_own(paypal: PayPal) -> None:
    (fact,) = told(paypal, "PAYMENT.SALE.COMPLETED", **SALE, billing_agreement_id="I-6X1", invoice_id=None).values()
    assert (fact.kind, fact.order_id, fact.subscription, fact.amount) == (
        "renewed",
        "4RT80532LB8123456",
        "I-6X1",
        Decimal("12.00"),
    )


def test_a_sale_without_subscription_is_an_order(paypal: PayPal) -> None:
    found = told(paypal, "PAYMENT.SALE.COMPLETED", **SALE)
    assert found["paid", ""].totals == Totals(currency="EUR", gross=Decimal("12.00"))


def test_refunds_of_both_apis_tell_what_went_back(paypal: PayPal) -> None:
    (newer,) = told(
        paypal, "PAYMENT.CAPTURE.REFUNDED", id="1Y1", amount={"value": "7.60", "currency_code": "EUR"}
    ).values()
    assert (newer.order_id, newer.key, newer.amount) == ("000912", "1Y1", Decimal("7.60"))
    older = {"id": "2Y2", "sale_id": "4RT8", "amount": {"total": "-7.60", "currency": "EUR"}}
    (fact,) = told(paypal, "PAYMENT.SALE.REFUNDED", **older, invoice_id=None, custom_id=None).values()
    assert (fact.order_id, fact.key, fact.amount) == ("4RT8", "2Y2", Decimal("7.60"))


def test_what_a_sandbox_sends_is_a_test(paypal: PayPal) -> None:
    assert all(fact.is_test for fact in told(paypal, by=account(paypal, sandbox=True)).values())


@pytest.mark.parametrize(
    "kind", ["CHECKOUT.ORDER.COMPLETED", "BILLING.SUBSCRIPTION.CANCELLED", "INVOICING.INVOICE.PAID"]
)
def test_messages_that_tell_of_no_money_are_taken_and_say_nothing(paypal: PayPal, kind: str) -> None:
    assert told(paypal, kind) == {}


def test_nothing_is_dated_after_its_arrival(paypal: PayPal) -> None:
    assert told(paypal, create_time="2026-12-24T12:00:00Z")["created", ""].at == EVENING
