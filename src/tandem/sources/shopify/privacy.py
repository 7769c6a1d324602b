"""
What customers ask for through Shopify, which every app must hear: to be forgotten, to know what is held of them; and a
shop that has left. Source: shopify.dev/docs/apps/build/compliance/privacy-law-compliance.

The topic stands in a header, which is not signed: each message must have the shape of its own topic, so that an order
that somebody overheard cannot be sent again as the wish to be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.event.privacy import Wish
from tandem.sources import checks
from tandem.sources.contract import Delivery, PrivacyRequest
from tandem.sources.foreign import told
from tandem.sources.shape import Reader
from tandem.sources.shopify.payload import Id


class Customer(msgspec.Struct, frozen=True):
    id: Id | None = None
    email: str | None = None
    phone: str | None = None


class Redact(msgspec.Struct, frozen=True, kw_only=True):
    shop_domain: str
    customer: Customer
    orders_to_redact: tuple[Id, ...]


class Number(msgspec.Struct, frozen=True):
    id: Id


class DataRequest(msgspec.Struct, frozen=True, kw_only=True):
    shop_domain: str
    customer: Customer
    data_request: Number
    orders_requested: tuple[Id, ...] = ()


class ShopRedact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shop_id: Id
    shop_domain: str


_redacts = Reader(Redact)
_data_requests = Reader(DataRequest)
_shop_redacts = Reader(ShopRedact)


def _forget(delivery: Delivery) -> PrivacyRequest:
    asked = _redacts.read(delivery.body)
    return _of_customer("erase", delivery.id, asked.customer, asked.orders_to_redact, delivery)


def _disclose(delivery: Delivery) -> PrivacyRequest:
    asked = _data_requests.read(delivery.body)
    return _of_customer("disclose", str(asked.data_request.id), asked.customer, asked.orders_requested, delivery)


def _close(delivery: Delivery) -> PrivacyRequest:
    _shop_redacts.read(delivery.body)
    return PrivacyRequest(wish="close", number=delivery.id, received_at=delivery.received_at)


REQUESTS: Mapping[str, Callable[[Delivery], PrivacyRequest]] = {
    "customers/redact": _forget,
    "customers/data_request": _disclose,
    "shop/redact": _close,
}
"""By topic. Each raises `Refused` for a message of another shape, or one about a customer that names nobody."""


def _of_customer(
    wish: Wish, number: str, customer: Customer, orders: tuple[Id, ...], delivery: Delivery
) -> PrivacyRequest:
    identifiers: dict[str, Any] = {
        "email": customer.email,
        "phone": customer.phone,
        "external_id": None if customer.id is None else str(customer.id),
    }
    named = told(identifiers)
    if not named and not orders:
        cure = "Look at the message in Shopify: it must hold the customer, or orders."
        raise Refused(Reason.MISSING_FIELD, "customer", "names nobody", cure)
    return PrivacyRequest(
        wish=wish,
        number=number,
        received_at=delivery.received_at,
        identifiers=named,
        orders=tuple(checks.order_id(each) for each in orders),
    )
