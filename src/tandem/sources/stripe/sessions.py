"""Checkout: a session that was completed is an order; whether it is paid, its `payment_status` says."""

from __future__ import annotations

from tandem.event import money
from tandem.event.order import FactKind, Totals
from tandem.sources.contract import OrderTelling
from tandem.sources.foreign import origin, told
from tandem.sources.shape import Reader
from tandem.sources.stripe.options import WORDS
from tandem.sources.stripe.payload import Session, ShippingCost, TotalDetails
from tandem.sources.stripe.telling import Context, major, optional, order_in, person

_sessions = Reader(Session)


def completed(context: Context) -> list[OrderTelling]:
    """Nothing of a session that only stored a card."""
    session = _sessions.read(context.happening.data.object)
    if session.mode == "setup" or session.amount_total is None:
        return []
    kinds: list[FactKind] = ["created", "paid"] if session.payment_status in WORDS["paid"] else ["created"]
    return [_telling(kind, session, context) for kind in kinds]


def paid_later(context: Context) -> list[OrderTelling]:
    """A bank debit or a voucher came in, days after the session."""
    return [_telling("paid", _sessions.read(context.happening.data.object), context)]


def failed_later(context: Context) -> list[OrderTelling]:
    return [_telling("cancelled", _sessions.read(context.happening.data.object), context)]


def order_id(session: Session, context: Context) -> str:
    """The merchant's number where there is one; else the payment's, which refunds name too."""
    reference = session.client_reference_id if context.options.client_reference == "order" else None
    return reference or order_in(session.metadata, context.options) or session.payment_intent or session.id


def _telling(kind: FactKind, session: Session, context: Context) -> OrderTelling:
    visit = session.client_reference_id if context.options.client_reference == "visit" else None
    return context.telling(
        kind,
        order_id(session, context),
        session.metadata,
        totals=_totals(session),
        subscription=session.subscription,
        user_data=person(session.customer_details, subscription=session.subscription),
        links=told({"visit": visit, "checkout": session.id, "customer": session.customer}),
        shop_url=origin(session.success_url),
    )


def _totals(session: Session) -> Totals:
    code = money.currency(session.currency, "currency")
    details, shipping = session.total_details or TotalDetails(), session.shipping_cost or ShippingCost()
    untaxed = details.amount_shipping if shipping.amount_subtotal is None else shipping.amount_subtotal
    return Totals(
        currency=code,
        gross=major(session.amount_total or 0, code),
        tax=optional(details.amount_tax, code),
        shipping=optional(untaxed, code),
        discount=optional(details.amount_discount, code),
    )
