"""
From PayPal's resources to facts. What a payer approved is an order, not yet money; a capture is money. Address and
browser of the customer are never in a message: they are the visit's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from tandem.event import money
from tandem.event.order import FactKind, Totals
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling
from tandem.sources.foreign import amount, magnitude, moment, told
from tandem.sources.paypal.payload import Address, Breakdown, Happening, Money, Order, Payer, Payment, PurchaseUnit
from tandem.sources.shape import Reader

_payments = Reader(Payment)
_orders = Reader(Order)


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "paypal"`."""

    order_id: Annotated[tuple[Literal["invoice", "custom"], ...], msgspec.Meta(min_length=1)] = ("invoice", "custom")
    """Where you keep the order's number: `invoice_id`, `custom_id`, or the first of them that is told."""
    sandbox: bool = False
    """Whether it is PayPal's sandbox that posts here: its orders are tests."""
    certificate_host: str = ""
    """A host of your own (`name:port`) that stands for PayPal's in a rehearsal; its authority goes into `secrets`."""


class Context(msgspec.Struct, frozen=True):
    delivery: Delivery
    happening: Happening
    options: Options

    def when(self, text: str | None) -> datetime:
        return min(moment(text or self.happening.create_time, "create_time"), self.delivery.received_at)

    def telling(self, kind: FactKind, order_id: str, **more: Any) -> OrderTelling:
        return OrderTelling(
            kind=kind,
            order_id=checks.order_id(order_id),
            at=more.pop("at", self.when(None)),
            received_at=self.delivery.received_at,
            delivery_id=self.delivery.id,
            is_test=self.options.sandbox,
            **more,
        )

    def number(self, part: Payment | PurchaseUnit) -> str | None:
        """The merchant's own number of the order."""
        older = (part.invoice_number, part.custom) if isinstance(part, Payment) else (None, None)
        ids = {"invoice": part.invoice_id or older[0], "custom": part.custom_id or older[1]}
        return next((ids[where] for where in self.options.order_id if ids[where]), None)


def approved(context: Context) -> list[OrderTelling]:
    """The payer agreed: who it is, is told here and nowhere else."""
    order = _orders.read(context.happening.resource)
    return [
        context.telling(
            "created",
            context.number(unit) or order.id,
            at=context.when(order.create_time),
            totals=_totals(unit.amount),
            user_data=_person(order.payer or Payer(), unit),
            links=told({"customer": order.payer and order.payer.payer_id}),
        )
        for unit in order.purchase_units
    ]


def captured(context: Context) -> list[OrderTelling]:
    """Money of an order; of several captures only the final one tells that it is paid."""
    payment = _payments.read(context.happening.resource)
    if payment.final_capture:
        return _sale(payment, context)
    return [context.telling("partially_paid", _order(payment, context), key=payment.id, amount=_value(payment.amount))]


def pending(context: Context) -> list[OrderTelling]:
    payment = _payments.read(context.happening.resource)
    return [_stage("created", payment, context)]


def denied(context: Context) -> list[OrderTelling]:
    payment = _payments.read(context.happening.resource)
    return [context.telling("cancelled", _order(payment, context), key=payment.id)]


def sold(context: Context) -> list[OrderTelling]:
    """The older API: a sale of its own, or a charge of a subscription, which is an order under the sale's number."""
    payment = _payments.read(context.happening.resource)
    if payment.billing_agreement_id is None:
        return _sale(payment, context)
    return [
        context.telling(
            "renewed",
            payment.id,
            amount=_value(payment.amount),
            totals=_totals(payment.amount),
            subscription=payment.billing_agreement_id,
            user_data={"subscription_id": payment.billing_agreement_id},
        )
    ]


def refunded(context: Context) -> list[OrderTelling]:
    payment = _payments.read(context.happening.resource)
    given = payment.amount.value if payment.amount.value is not None else payment.amount.total
    back = magnitude(given, "resource.amount")
    order_id = context.number(payment) or payment.sale_id or _order(payment, context)
    return [context.telling("refunded", order_id, key=payment.id, amount=back, at=context.when(payment.create_time))]


READS: Mapping[str, Callable[[Context], list[OrderTelling]]] = {
    "CHECKOUT.ORDER.APPROVED": approved,
    "PAYMENT.CAPTURE.PENDING": pending,
    "PAYMENT.CAPTURE.COMPLETED": captured,
    "PAYMENT.CAPTURE.DENIED": denied,
    "PAYMENT.CAPTURE.DECLINED": denied,
    "PAYMENT.CAPTURE.REFUNDED": refunded,
    "PAYMENT.SALE.COMPLETED": sold,
    "PAYMENT.SALE.REFUNDED": refunded,
}


def _sale(payment: Payment, context: Context) -> list[OrderTelling]:
    return [_stage("created", payment, context), _stage("paid", payment, context)]


def _stage(kind: FactKind, payment: Payment, context: Context) -> OrderTelling:
    at = context.when(payment.create_time if kind == "created" else None)
    return context.telling(kind, _order(payment, context), at=at, totals=_totals(payment.amount))


def _order(payment: Payment, context: Context) -> str:
    """The merchant's number, else PayPal's order, which the approval was told under, else the payment itself."""
    related = payment.supplementary_data and payment.supplementary_data.related_ids
    return context.number(payment) or (related and related.order_id) or payment.id


def _totals(told_of: Money) -> Totals:
    parts = told_of.breakdown or Breakdown()
    return Totals(
        currency=money.currency(told_of.currency_code or told_of.currency, "resource.amount.currency_code"),
        gross=money.value(_value(told_of), "resource.amount.value"),
        tax=_value(parts.tax_total),
        shipping=_value(parts.shipping),
        discount=_value(parts.discount),
    )


def _value(told_of: Money | None) -> Decimal | None:
    if told_of is None:
        return None
    return amount(told_of.total if told_of.value is None else told_of.value, "resource.amount.value")


def _person(payer: Payer, unit: PurchaseUnit) -> dict[str, Any]:
    address = (unit.shipping and unit.shipping.address) or payer.address or Address()
    number = payer.phone and payer.phone.phone_number
    return told(
        {
            "em": payer.email_address,
            "ph": number and number.national_number,
            "fn": payer.name and payer.name.given_name,
            "ln": payer.name and payer.name.surname,
            "ct": address.admin_area_2,
            "st": address.admin_area_1,
            "zp": address.postal_code,
            "country": address.country_code,
        }
    )
