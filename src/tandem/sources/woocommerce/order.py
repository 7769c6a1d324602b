"""
From an order of WooCommerce to its facts. There is no message "paid": every message is the order's whole state, and its
status and its dates say what happened. What another message told before is one fact with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from tandem.event import money
from tandem.event.errors import Refused
from tandem.event.order import FactKind, Line, Totals
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling
from tandem.sources.foreign import amount, click, magnitude, moment, origin, told
from tandem.sources.woocommerce.options import WORDS, Options
from tandem.sources.woocommerce.payload import Billing, LineItem, Order

VISIT, FBP, FBC = "_tandem_visit", "_fbp", "_fbc"
"""Fields of the order by which a theme may name the visit: a token that a page told too, or Meta's cookies."""


def tellings(order: Order, delivery: Delivery, options: Options) -> list[OrderTelling]:
    """Raises `Refused`."""
    if order.status in WORDS["not_orders"]:
        return []
    base = _placed(order, delivery, options)
    stages = _renewal(order, base) if _is_renewal(order) else _stages(order, base)
    return [*stages, *_after(order, base)]


def _placed(order: Order, delivery: Delivery, options: Options) -> OrderTelling:
    at = min(moment(order.date_created_gmt, "date_created_gmt"), delivery.received_at)
    has_browser = (order.created_via or "") in WORDS["with_browser"] and not _is_renewal(order)
    number = order.id if options.order_id == "id" or order.number is None else order.number
    return OrderTelling(
        order_id=checks.order_id(number, "number"),
        kind="created",
        at=at,
        received_at=delivery.received_at,
        delivery_id=delivery.id,
        totals=_totals(order),
        lines=tuple(_line(item, options) for item in order.line_items),
        subscription=_field(order, WORDS["renewal_meta"]),
        action_source=WORDS["action_source"].get(order.created_via),
        user_data=_person(order, at),
        client_ip_address=order.customer_ip_address if has_browser else None,
        client_user_agent=order.customer_user_agent if has_browser else None,
        event_source_url=origin(order.payment_url) if has_browser else None,
        links=told({"visit": _field(order, VISIT), "customer": _customer(order)}),
    )


def _stages(order: Order, base: OrderTelling) -> Iterator[OrderTelling]:
    yield base
    if order.date_paid_gmt:
        yield _later(base, "paid", moment(order.date_paid_gmt, "date_paid_gmt"))
    if order.status in WORDS["fulfilled"]:
        yield _later(base, "fulfilled", _when(order.date_completed_gmt, "date_completed_gmt", base.received_at))


def _renewal(order: Order, base: OrderTelling) -> Iterator[OrderTelling]:
    """A further charge of a subscription is an order only once it is paid."""
    if order.date_paid_gmt:
        yield _later(base, "renewed", base.at, amount=base.totals and base.totals.gross)


def _after(order: Order, base: OrderTelling) -> Iterator[OrderTelling]:
    changed = _when(order.date_modified_gmt, "date_modified_gmt", base.received_at)
    for each in order.refunds:
        yield _later(base, "refunded", changed, key=str(each.id), amount=magnitude(each.total, "refunds.total"))
    if order.status in WORDS["cancelled"]:
        yield _later(base, "cancelled", changed, key=order.date_modified_gmt or "")


def _later(base: OrderTelling, kind: FactKind, at: datetime, **more: Any) -> OrderTelling:
    return replace(base, kind=kind, at=min(at, base.received_at), **more)


def _when(text: str | None, field: str, otherwise: datetime) -> datetime:
    return moment(text, field) if text else otherwise


def _is_renewal(order: Order) -> bool:
    return order.created_via == WORDS["renewed_via"] or _field(order, WORDS["renewal_meta"]) is not None


def _totals(order: Order) -> Totals:
    return Totals(
        currency=money.currency(order.currency, "currency"),
        gross=money.value(order.total, "total"),
        tax=amount(order.total_tax, "total_tax"),
        shipping=amount(order.shipping_total, "shipping_total"),
        discount=amount(order.discount_total, "discount_total"),
    )


def _line(item: LineItem, options: Options) -> Line:
    ids = {"product": item.product_id, "variation": item.variation_id or item.product_id, "sku": item.sku}
    return Line(
        id=str(ids[options.content_id] or item.product_id or item.id or ""), quantity=item.quantity, price=_price(item)
    )


def _price(item: LineItem) -> Decimal | None:
    """Of one piece, tax included. None where the line's total does not divide without rest."""
    net, tax = amount(item.total, "line_items.total"), amount(item.total_tax, "line_items.total_tax")
    if net is None or item.quantity < 1:
        return None
    gross = net + (tax or Decimal(0))
    piece = gross / item.quantity
    return (
        piece if piece * item.quantity == gross and len(piece.as_tuple().digits) < money.DIGITS_BEFORE_POINT else None
    )


def _customer(order: Order) -> str | None:
    """0 is a guest."""
    return str(order.customer_id) if order.customer_id not in (None, 0, "0") else None


def _field(order: Order, key: str) -> str | None:
    found = next((meta.value for meta in order.meta_data if meta.key == key), None)
    return str(found) if isinstance(found, (str, int)) and found != "" else None


def _person(order: Order, at: datetime) -> dict[str, Any]:
    billing = order.billing or Billing()
    return told(
        {
            "em": billing.email,
            "ph": billing.phone,
            "fn": billing.first_name,
            "ln": billing.last_name,
            "ct": billing.city,
            "st": billing.state,
            "zp": billing.postcode,
            "country": billing.country,
            "external_id": _customer(order),
            "fbp": _field(order, FBP),
            "fbc": _field(order, FBC) or click(_field(order, WORDS["session"]["landing"]), _session_began(order, at)),
        }
    )


def _session_began(order: Order, placed_at: datetime) -> datetime:
    """When the shop first saw the landing page, as WooCommerce's order attribution wrote it down, in UTC."""
    text = _field(order, WORDS["session"]["started"])
    try:
        return min(moment(text, "session_start_time"), placed_at) if text else placed_at
    except Refused:
        return placed_at
