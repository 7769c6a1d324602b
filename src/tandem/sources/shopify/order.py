"""
From an order of Shopify to the facts it tells. Every message of an order is its whole state, so each tells all that the
state implies, whatever its topic: what another message told before is one fact with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tandem.event.order import Customer as Novelty
from tandem.event.order import FactKind
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling
from tandem.sources.foreign import moment, origin
from tandem.sources.shopify import sums
from tandem.sources.shopify.customer import links_of, person_of
from tandem.sources.shopify.options import WORDS, Options
from tandem.sources.shopify.payload import Client, Order, Refund


def tellings(order: Order, delivery: Delivery, options: Options) -> list[OrderTelling]:
    """Raises `Refused`."""
    base = _placed(order, delivery, options)
    stages = _renewal(order, base, options) if order.source_name in options.renewal_sources else _stages(order, base)
    return [*stages, *_after(order, base, options)]


def refund(told_of: Refund, base: OrderTelling, options: Options) -> OrderTelling:
    """One refund, by itself or inside its order."""
    at = moment(told_of.created_at, "created_at") if told_of.created_at else base.received_at
    amount = sums.refunded(told_of, options.money)
    return _later(base, "refunded", at, key=str(told_of.id), amount=amount)


def _placed(order: Order, delivery: Delivery, options: Options) -> OrderTelling:
    at = min(moment(order.created_at, "created_at"), delivery.received_at)
    has_browser = order.source_name not in WORDS["without_browser"]
    client = order.client_details or Client()
    return OrderTelling(
        order_id=checks.order_id(order.id, "id"),
        kind="created",
        at=at,
        received_at=delivery.received_at,
        delivery_id=delivery.id,
        totals=sums.totals(order, options.money),
        lines=sums.lines(order, options),
        is_test=order.test,
        customer=_novelty(order, delivery.topic),
        action_source=WORDS["action_source"].get(order.source_name),
        user_data=person_of(order, at),
        client_ip_address=(order.browser_ip or client.browser_ip) if has_browser else None,
        client_user_agent=client.user_agent if has_browser else None,
        event_source_url=origin(order.order_status_url) if has_browser else None,
        links=links_of(order, order.checkout_token),
    )


def _stages(order: Order, base: OrderTelling) -> Iterator[OrderTelling]:
    yield base
    changed = _changed(order, base)
    for kind in WORDS["financial_status"].get(order.financial_status or "", ()):
        yield _later(base, kind, changed)
    if order.fulfillment_status == "fulfilled":
        yield _later(base, "fulfilled", changed)


def _renewal(order: Order, base: OrderTelling, options: Options) -> Iterator[OrderTelling]:
    """A further charge of a subscription is an order only once it is paid; it has no browser."""
    if "paid" in WORDS["financial_status"].get(order.financial_status or "", ()):
        charged = base.totals and base.totals.gross
        nobody = replace(base, client_ip_address=None, client_user_agent=None, event_source_url=None)
        yield _later(nobody, "renewed", base.at, amount=charged)


def _after(order: Order, base: OrderTelling, options: Options) -> Iterator[OrderTelling]:
    for each in order.refunds:
        yield refund(each, base, options)
    if order.cancelled_at:
        yield _later(base, "cancelled", moment(order.cancelled_at, "cancelled_at"))
    if base.totals and (totals := sums.edited_totals(order, options.money, base.totals)):
        yield replace(_later(base, "edited", _changed(order, base), key=order.updated_at or ""), totals=totals)


def _later(base: OrderTelling, kind: FactKind, at: datetime, **more: Any) -> OrderTelling:
    return replace(base, kind=kind, at=min(at, base.received_at), **more)


def _changed(order: Order, base: OrderTelling) -> datetime:
    """When the state came about, at the latest. What was paid was paid before it was cancelled."""
    moments = [(order.updated_at, "updated_at"), (order.cancelled_at, "cancelled_at")]
    return max(base.at, min([moment(text, field) for text, field in moments if text], default=base.at))


def _novelty(order: Order, topic: str) -> Novelty:
    """
    The count is of today. While this order is the customer's last, it says what came before; else it says so only when
    the order has just been placed.
    """
    count = order.customer.orders_count if order.customer else None
    if order.customer is None or count is None:
        return "unknown"
    last = order.customer.last_order_id
    if last == order.id:
        return "new" if count <= 1 else "returning"
    if topic != "orders/create":
        return "unknown"
    return "new" if count == 0 else "returning" if count > 1 or last is not None else "unknown"
