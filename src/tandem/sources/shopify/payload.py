"""
The parts of Shopify's messages that are read; the rest is passed over.

Shape: shopify.dev/docs/api/webhooks, shopify.dev/docs/api/admin-rest/latest/resources/order. Any field may be null:
Shopify blanks personal data where an app has no right to it.
"""

from __future__ import annotations

from typing import Any

import msgspec

Id = int | str
"""Numbers here exceed 2^53; they are kept as text."""


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Money(_Part, frozen=True):
    amount: Any = None
    currency: str | None = None


class MoneySet(_Part, frozen=True):
    """One sum twice: in the shop's currency, and in the one the customer saw."""

    shop_money: Money = Money()
    presentment_money: Money = Money()


class Address(_Part, frozen=True):
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    city: str | None = None
    zip: str | None = None
    province_code: str | None = None
    country_code: str | None = None


class Customer(_Part, frozen=True):
    id: Id | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    default_address: Address | None = None
    orders_count: int | None = None
    last_order_id: Id | None = None


class Client(_Part, frozen=True):
    browser_ip: str | None = None
    user_agent: str | None = None


class Note(_Part, frozen=True):
    name: str = ""
    value: Any = None


class TaxLine(_Part, frozen=True):
    price: Any = None
    price_set: MoneySet | None = None


class ShippingLine(_Part, frozen=True):
    price: Any = None
    price_set: MoneySet | None = None
    discounted_price: Any = None
    discounted_price_set: MoneySet | None = None
    tax_lines: tuple[TaxLine, ...] = ()


class LineItem(_Part, frozen=True):
    id: Id | None = None
    product_id: Id | None = None
    variant_id: Id | None = None
    sku: str | None = None
    quantity: int = 1
    price: Any = None
    price_set: MoneySet | None = None
    gift_card: bool = False


class Transaction(_Part, frozen=True):
    """A movement of money, inside a refund or in a message of its own."""

    id: Id
    order_id: Id | None = None
    kind: str = ""
    status: str = ""
    amount: Any = None
    currency: str | None = None
    total_unsettled_set: MoneySet | None = None
    """Read for its currencies: it alone names both beside a payment."""
    test: bool = False
    created_at: str | None = None
    processed_at: str | None = None


class Refund(_Part, frozen=True):
    id: Id
    order_id: Id | None = None
    created_at: str | None = None
    transactions: tuple[Transaction, ...] = ()


class Sale(_Part, frozen=True):
    """Who buys and how they came: what an order and its checkout have in common."""

    email: str | None = None
    contact_email: str | None = None
    phone: str | None = None
    customer: Customer | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    cart_token: str | None = None
    note_attributes: tuple[Note, ...] = ()
    landing_site: str | None = None


class Checkout(Sale, frozen=True, kw_only=True):
    """It names neither address nor browser. Shape: shopify.dev/docs/api/webhooks, `checkouts/update`."""

    token: str
    """An order names it as `checkout_token`."""
    created_at: str
    updated_at: str


class Order(Sale, frozen=True, kw_only=True):
    id: Id
    created_at: str
    updated_at: str | None = None
    cancelled_at: str | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    test: bool = False
    source_name: str | None = None

    currency: str
    presentment_currency: str | None = None
    total_price: Any
    total_price_set: MoneySet | None = None
    current_total_price: Any = None
    current_total_price_set: MoneySet | None = None
    total_tax: Any = None
    total_tax_set: MoneySet | None = None
    current_total_tax: Any = None
    current_total_tax_set: MoneySet | None = None
    total_discounts: Any = None
    total_discounts_set: MoneySet | None = None
    taxes_included: bool = False
    shipping_lines: tuple[ShippingLine, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    refunds: tuple[Refund, ...] = ()

    browser_ip: str | None = None
    client_details: Client | None = None

    checkout_token: str | None = None
    order_status_url: str | None = None
