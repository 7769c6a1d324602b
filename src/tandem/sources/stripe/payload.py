"""
The parts of Stripe's objects that are read; the rest is passed over.

Shape: docs.stripe.com/api, before and after 2025-03-31 ("basil"), which moved what an invoice knows of its
subscription. Amounts are whole numbers of the currency's smallest unit.
"""

from __future__ import annotations

from typing import Any

import msgspec


class _Part(msgspec.Struct, frozen=True):
    pass


class Data(_Part, frozen=True, kw_only=True):
    object: msgspec.Raw
    previous_attributes: dict[str, Any] | None = None


class Happening(_Part, frozen=True, kw_only=True):
    """The event around an object."""

    id: str
    type: str
    created: int
    data: Data
    livemode: bool = True


class Address(_Part, frozen=True, kw_only=True):
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


class Contact(_Part, frozen=True, kw_only=True):
    """Who paid: `customer_details`, `billing_details` or `shipping` of an object."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    address: Address | None = None


class TotalDetails(_Part, frozen=True, kw_only=True):
    amount_discount: int | None = None
    amount_shipping: int | None = None
    amount_tax: int | None = None


class ShippingCost(_Part, frozen=True, kw_only=True):
    amount_subtotal: int | None = None


class Session(_Part, frozen=True, kw_only=True):
    """`checkout.session`: what a customer went through."""

    id: str
    mode: str = "payment"
    payment_status: str = ""
    client_reference_id: str | None = None
    payment_intent: str | None = None
    subscription: str | None = None
    customer: str | None = None
    customer_details: Contact | None = None
    amount_total: int | None = None
    currency: str | None = None
    total_details: TotalDetails | None = None
    shipping_cost: ShippingCost | None = None
    metadata: dict[str, str] | None = None
    success_url: str | None = None


class SubscriptionDetails(_Part, frozen=True, kw_only=True):
    subscription: str | None = None
    metadata: dict[str, str] | None = None


class Parent(_Part, frozen=True, kw_only=True):
    subscription_details: SubscriptionDetails | None = None


class Invoice(_Part, frozen=True, kw_only=True):
    """`invoice`: what a subscription, or the merchant, charged."""

    id: str
    created: int
    currency: str
    total: int
    amount_paid: int
    total_excluding_tax: int | None = None
    billing_reason: str | None = None
    customer: str | None = None
    customer_email: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    customer_address: Address | None = None
    metadata: dict[str, str] | None = None
    parent: Parent | None = None
    subscription: str | None = None
    """Before basil."""
    subscription_details: SubscriptionDetails | None = None
    """Before basil."""


class Charges(_Part, frozen=True, kw_only=True):
    data: tuple[Charge, ...] = ()


class PaymentIntent(_Part, frozen=True, kw_only=True):
    """`payment_intent`: one payment, however many tries it took."""

    id: str
    created: int
    currency: str
    amount: int
    amount_received: int | None = None
    customer: str | None = None
    receipt_email: str | None = None
    shipping: Contact | None = None
    metadata: dict[str, str] | None = None
    invoice: str | None = None
    """Before basil: the invoice that it pays."""
    charges: Charges | None = None
    """Before 2022-11-15."""


class Charge(_Part, frozen=True, kw_only=True):
    """`charge`: money moved. `amount_refunded` is all that went back so far."""

    id: str
    currency: str
    amount_refunded: int = 0
    payment_intent: str | None = None
    customer: str | None = None
    metadata: dict[str, str] | None = None
    billing_details: Contact | None = None
    invoice: str | None = None
    """Before basil."""


class Dispute(_Part, frozen=True, kw_only=True):
    id: str
    amount: int
    currency: str
    charge: str | None = None
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None
