"""The order book and the test rides: what was promised to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tandem.demo.shop.cart import Cart
from tandem.demo.shop.customer import Customer
from tandem.demo.shop.visitor import Browser


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order with everything its report will need, frozen at checkout: payment may come from another machine."""

    id: str
    """A string: its leading zeros count."""
    cart: Cart
    customer: Customer
    browser: Browser
    source_url: str
    placed_at: datetime
    paid_at: datetime | None = None


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would like to ride before buying."""

    id: str
    bicycle: str
    customer: Customer
    browser: Browser
    source_url: str
    booked_at: datetime


class OrderBook:
    """Orders by number, in the order they came. In memory."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._orders: dict[str, Order] = {}

    def next_id(self) -> str:
        taken = self._next
        self._next += 1
        return f"{taken:06d}"

    def enter(self, order: Order) -> None:
        self._orders[order.id] = order

    def find(self, order_id: str) -> Order | None:
        return self._orders.get(order_id)

    def newest_first(self) -> tuple[Order, ...]:
        return tuple(reversed(self._orders.values()))

    def pay(self, order_id: str, at: datetime) -> Order | None:
        """Mark an order as paid. None when there is no such order or it was paid before: money comes in once."""
        order = self.find(order_id)
        if order is None or order.paid_at is not None:
            return None
        paid = msgspec.structs.replace(order, paid_at=at)
        self.enter(paid)
        return paid

    def withdraw_consent(self, order_ids: Iterable[str]) -> None:
        """A visitor's "no" reaches the orders that were not reported yet. A later "yes" does not reach back."""
        for order in filter(None, map(self.find, order_ids)):
            refused = msgspec.structs.replace(order.browser, consent="denied")
            if order.paid_at is None:
                self.enter(msgspec.structs.replace(order, browser=refused))
