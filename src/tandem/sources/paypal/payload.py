"""
The parts of PayPal's messages that are read; the rest is passed over.

Shape: developer.paypal.com/api/rest/webhooks/event-names. Captures, refunds and orders are of the newer API (`value`,
`currency_code`), sales of the older one (`total`, `currency`).
"""

from __future__ import annotations

from typing import Any

import msgspec


class _Part(msgspec.Struct, frozen=True):
    pass


class Happening(_Part, frozen=True, kw_only=True):
    """The event around a resource."""

    id: str
    event_type: str
    create_time: str
    resource: msgspec.Raw


class Money(_Part, frozen=True, kw_only=True):
    value: Any = None
    currency_code: str | None = None
    total: Any = None
    currency: str | None = None
    breakdown: Breakdown | None = None


class Breakdown(_Part, frozen=True, kw_only=True):
    tax_total: Money | None = None
    shipping: Money | None = None
    discount: Money | None = None


class RelatedIds(_Part, frozen=True, kw_only=True):
    order_id: str | None = None


class SupplementaryData(_Part, frozen=True, kw_only=True):
    related_ids: RelatedIds | None = None


class Payment(_Part, frozen=True, kw_only=True):
    """A capture, a sale, or a refund of one."""

    id: str
    amount: Money
    create_time: str | None = None
    custom_id: str | None = None
    custom: str | None = None
    invoice_id: str | None = None
    invoice_number: str | None = None
    final_capture: bool = True
    supplementary_data: SupplementaryData | None = None
    billing_agreement_id: str | None = None
    sale_id: str | None = None


class Name(_Part, frozen=True, kw_only=True):
    given_name: str | None = None
    surname: str | None = None


class Address(_Part, frozen=True, kw_only=True):
    admin_area_2: str | None = None
    admin_area_1: str | None = None
    postal_code: str | None = None
    country_code: str | None = None


class PhoneNumber(_Part, frozen=True, kw_only=True):
    national_number: str | None = None


class Phone(_Part, frozen=True, kw_only=True):
    phone_number: PhoneNumber | None = None


class Payer(_Part, frozen=True, kw_only=True):
    email_address: str | None = None
    payer_id: str | None = None
    name: Name | None = None
    phone: Phone | None = None
    address: Address | None = None


class Shipping(_Part, frozen=True, kw_only=True):
    address: Address | None = None


class PurchaseUnit(_Part, frozen=True, kw_only=True):
    amount: Money
    custom_id: str | None = None
    invoice_id: str | None = None
    shipping: Shipping | None = None


class Order(_Part, frozen=True, kw_only=True):
    """What a payer approved: not yet money."""

    id: str
    create_time: str | None = None
    payer: Payer | None = None
    purchase_units: tuple[PurchaseUnit, ...] = ()
