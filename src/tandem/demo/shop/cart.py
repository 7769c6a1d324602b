"""The cart: a value; each change makes a new one."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from tandem.demo.shop.catalogue import Product

MOST = 9
"""Of one product in one cart. Nobody parks more tandems than that."""


class Line(msgspec.Struct, frozen=True):
    product: Product
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.product.price * self.quantity


class Cart(msgspec.Struct, frozen=True):
    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    def quantity(self, product: Product) -> int:
        return sum(line.quantity for line in self.lines if line.product.id == product.id)

    def holding(self, product: Product, quantity: int) -> Cart:
        """The same cart with this many of a product: at most `MOST`, and none at all for zero or less."""
        kept = min(quantity, MOST)
        if self.quantity(product):
            lines = tuple(Line(line.product, kept) if line.product.id == product.id else line for line in self.lines)
        else:
            lines = (*self.lines, Line(product, kept))
        return Cart(tuple(line for line in lines if line.quantity > 0))

    def adding(self, product: Product) -> Cart:
        return self.holding(product, self.quantity(product) + 1)
