"""An order's money in one of its two currencies, digit for digit as Shopify writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Protocol

from tandem.event import money
from tandem.event.order import Line, Totals
from tandem.sources.foreign import amount
from tandem.sources.shopify.options import Options
from tandem.sources.shopify.payload import LineItem, MoneySet, Order, Refund, ShippingLine, Transaction

Which = Literal["shop", "presentment"]


class _Priced(Protocol):
    """Anything that has `NAME` in the shop's currency, and `NAME_set` in both."""


def sum_of(part: _Priced, name: str, which: Which) -> Decimal | None:
    """One sum of a part, in the currency asked for where it is told in both."""
    both: MoneySet | None = getattr(part, f"{name}_set")
    chosen = None if both is None else both.shop_money if which == "shop" else both.presentment_money
    given = chosen.amount if chosen is not None and chosen.amount is not None else getattr(part, name)
    return amount(given, name)


def currency_of(order: Order, which: Which) -> str:
    """Raises `Refused`."""
    shown = order.presentment_currency if which == "presentment" else None
    return money.currency(shown or order.currency, "currency")


def totals(order: Order, which: Which) -> Totals:
    """As it was placed. Raises `Refused`."""
    return Totals(
        currency=currency_of(order, which),
        gross=money.value(sum_of(order, "total_price", which), "total_price"),
        tax=sum_of(order, "total_tax", which),
        shipping=_shipping(order, which),
        discount=sum_of(order, "total_discounts", which),
    )


def edited_totals(order: Order, which: Which, placed: Totals) -> Totals | None:
    """
    As it stands after an edit; None if it is still as it was `placed`. Once money went back, the current total lacks
    that too, and nobody can tell one from the other: then the totals stay as they were.
    """
    current = sum_of(order, "current_total_price", which)
    if order.refunds or current is None or current == placed.gross:
        return None
    return Totals(
        currency=placed.currency,
        gross=current,
        tax=sum_of(order, "current_total_tax", which),
        shipping=placed.shipping,
    )


def lines(order: Order, options: Options) -> tuple[Line, ...]:
    return tuple(
        Line(
            id=_content_id(item, options),
            quantity=item.quantity,
            price=sum_of(item, "price", options.money),
            gift_card=item.gift_card,
        )
        for item in order.line_items
    )


def refunded(refund: Refund, which: Which) -> Decimal | None:
    """What really went back: a refund that only restocks has no transaction. None where the currency is another."""
    amounts = [moved(each, which) for each in refund.transactions if _is_money_back(each)]
    return None if None in amounts else sum((each for each in amounts if each is not None), Decimal(0))


def moved(transaction: Transaction, which: Which) -> Decimal | None:
    """A payment's or a refund's amount; None where it is told in the other of two currencies: none is converted."""
    both = transaction.total_unsettled_set
    wanted = None if both is None else (both.shop_money if which == "shop" else both.presentment_money).currency
    is_wanted = wanted is None or transaction.currency is None or wanted == transaction.currency
    return amount(transaction.amount, "amount") if is_wanted else None


def _is_money_back(transaction: Transaction) -> bool:
    return transaction.kind == "refund" and transaction.status == "success"


def _content_id(item: LineItem, options: Options) -> str:
    ids = {"variant": item.variant_id, "product": item.product_id, "sku": item.sku or item.variant_id}
    return str(ids[options.content_id] or item.product_id or item.id or "")


def _shipping(order: Order, which: Which) -> Decimal:
    return sum((_without_tax(line, order, which) for line in order.shipping_lines), Decimal(0))


def _without_tax(line: ShippingLine, order: Order, which: Which) -> Decimal:
    charged = sum_of(line, "discounted_price", which)
    price = sum_of(line, "price", which) if charged is None else charged
    if price is None or not order.taxes_included:
        return price or Decimal(0)
    return price - sum((sum_of(tax, "price", which) or Decimal(0) for tax in line.tax_lines), Decimal(0))
