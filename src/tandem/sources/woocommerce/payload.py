"""
The parts of WooCommerce's orders that are read; the rest is passed over.

Shape: developer.woocommerce.com/docs/apis/rest-api/v3/orders. Amounts are text; moments ending in `_gmt` are UTC
without an offset.
"""

from __future__ import annotations

from typing import Any

import msgspec

Id = int | str


class _Part(msgspec.Struct, frozen=True):
    pass


class Billing(_Part, frozen=True, kw_only=True):
    first_name: str | None = None
    last_name: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None


class Meta(_Part, frozen=True, kw_only=True):
    key: str = ""
    value: Any = None


class LineItem(_Part, frozen=True, kw_only=True):
    id: Id | None = None
    product_id: Id | None = None
    variation_id: Id | None = None
    sku: str | None = None
    quantity: int = 1
    total: Any = None
    total_tax: Any = None


class Refund(_Part, frozen=True, kw_only=True):
    id: Id
    total: Any = None


class Order(_Part, frozen=True, kw_only=True):
    id: Id
    number: Id | None = None
    status: str
    currency: str
    total: Any
    total_tax: Any = None
    shipping_total: Any = None
    discount_total: Any = None
    date_created_gmt: str
    date_modified_gmt: str | None = None
    date_paid_gmt: str | None = None
    date_completed_gmt: str | None = None
    created_via: str | None = None
    customer_id: Id | None = None
    customer_ip_address: str | None = None
    customer_user_agent: str | None = None
    billing: Billing | None = None
    payment_url: str | None = None
    meta_data: tuple[Meta, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    refunds: tuple[Refund, ...] = ()
