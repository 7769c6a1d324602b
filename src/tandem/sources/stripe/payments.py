"""Payments by themselves, and what becomes of them: refunds and disputes."""

from __future__ import annotations

from tandem.event import money
from tandem.event.order import FactKind, Totals
from tandem.sources.contract import OrderTelling
from tandem.sources.foreign import told
from tandem.sources.shape import Reader
from tandem.sources.stripe.payload import Charge, Charges, Contact, Dispute, PaymentIntent
from tandem.sources.stripe.telling import Context, major, order_in, person

_intents = Reader(PaymentIntent)
_charges = Reader(Charge)
_disputes = Reader(Dispute)


def succeeded(context: Context) -> list[OrderTelling]:
    intent = _intents.read(context.happening.data.object)
    return [*_intent("created", intent, context), *_intent("paid", intent, context)]


def authorised(context: Context) -> list[OrderTelling]:
    intent = _intents.read(context.happening.data.object)
    return [*_intent("created", intent, context), *_intent("authorised", intent, context)]


def cancelled(context: Context) -> list[OrderTelling]:
    return _intent("cancelled", _intents.read(context.happening.data.object), context)


def refunded(context: Context) -> list[OrderTelling]:
    """
    `amount_refunded` is all that went back so far: this refund is what it grew by. The key is the sum it grew to, so
    refunds may come in any order and twice.
    """
    charge = _charges.read(context.happening.data.object)
    so_far = (context.happening.data.previous_attributes or {}).get("amount_refunded", 0)
    before = so_far if isinstance(so_far, int) else 0
    if charge.amount_refunded <= before:
        return []
    order = order_in(charge.metadata, context.options) or charge.invoice or charge.payment_intent or charge.id
    amount = major(charge.amount_refunded - before, money.currency(charge.currency, "currency"))
    key = f"{charge.id}:{charge.amount_refunded}"
    links = told({"customer": charge.customer})
    user_data = person(charge.billing_details)
    return [
        context.telling("refunded", order, charge.metadata, key=key, amount=amount, user_data=user_data, links=links)
    ]


def disputed(context: Context) -> list[OrderTelling]:
    dispute = _disputes.read(context.happening.data.object)
    order = order_in(dispute.metadata, context.options) or dispute.payment_intent or dispute.charge or dispute.id
    amount = major(dispute.amount, money.currency(dispute.currency, "currency"))
    return [context.telling("disputed", order, dispute.metadata, key=dispute.id, amount=amount)]


def _intent(kind: FactKind, intent: PaymentIntent, context: Context) -> list[OrderTelling]:
    """Nothing of a payment that pays a subscription's invoice: the invoice tells of it."""
    if intent.invoice is not None:
        return []
    code = money.currency(intent.currency, "currency")
    charges = (intent.charges or Charges()).data
    return [
        context.telling(
            kind,
            order_in(intent.metadata, context.options) or intent.id,
            intent.metadata,
            at=context.moment(intent.created) if kind == "created" else context.at,
            totals=Totals(currency=code, gross=major(intent.amount_received or intent.amount, code)),
            user_data=person(
                Contact(email=intent.receipt_email), *(charge.billing_details for charge in charges), intent.shipping
            ),
            links=told({"customer": intent.customer}),
        )
    ]
