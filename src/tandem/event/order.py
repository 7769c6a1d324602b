"""
What a source tells of an order: one fact of its life. Facts come in any order, more than once, and late; what an order
is, follows from all of them together (`orders`).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from tandem.event.model import ActionSource, Grants
from tandem.event.person import Person, Unusable

FactKind = Literal[
    "created",
    "authorised",
    "partially_paid",
    "paid",
    "fulfilled",
    "cancelled",
    "refunded",
    "disputed",
    "renewed",
    "edited",
]
"""What may happen to an order. `renewed`: a subscription was charged again, which is an order of its own."""

Customer = Literal["new", "returning", "unknown"]


class Totals(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the whole order is worth, in the major unit of `currency`. `gross`: what the customer pays, tax included."""

    currency: str
    gross: Decimal
    tax: Decimal | None = None
    shipping: Decimal | None = None
    """Without its tax, where the source tells them apart."""
    discount: Decimal | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One position of an order."""

    id: str
    quantity: int = 1
    price: Decimal | None = None
    """Of one piece."""
    gift_card: bool = False


class OrderFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One thing a source told of one order. Holds nothing readable about a person but the customer's address and browser,
    never those of a payment provider.
    """

    site: str
    order_id: str
    """As the tag would say it: leading zeros count."""
    source: str
    """The name of the source in tandem.toml."""
    kind: FactKind
    at: datetime
    """When it happened, by the source's clock."""
    received_at: datetime
    delivery_id: str
    """The source's own id of this message: the same message again has the same."""
    key: str = ""
    """Which of several facts of this kind: the id of the refund, of the payment, of the invoice."""
    amount: Decimal | None = None
    """Of this one payment or refund, in the order's currency."""
    totals: Totals | None = None
    lines: tuple[Line, ...] = ()
    is_test: bool = False
    customer: Customer = "unknown"
    subscription: str | None = None
    action_source: ActionSource | None = None
    """Where the order was placed; None where its source does not say."""
    person: Person = Person()
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    event_source_url: str | None = None
    links: tuple[str, ...] = ()
    """What may lead to the visit behind it: `checkout:`, `cart:`, `customer:` or `visit:` and a SHA-256."""
    grants: Grants = Grants()
    dropped: tuple[Unusable, ...] = ()
