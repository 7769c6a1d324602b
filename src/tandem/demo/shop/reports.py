"""
What the shop's server tells the gateway: the bodies of `POST /v1/events`. Pure.

A Purchase carries no `event_id`: the gateway makes `order_{order_id}` of it, as the tag on the thank-you page does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tandem.demo.shop.cart import Cart
from tandem.demo.shop.catalogue import CURRENCY
from tandem.demo.shop.customer import Customer
from tandem.demo.shop.orders import Lead, Order
from tandem.demo.shop.visitor import Browser

Report = dict[str, Any]

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(value: object) -> bytes:
    """JSON in which money keeps its cents: `2490.00`, not `2490.0`."""
    return _ENCODER.encode(value)


def contents(cart: Cart) -> list[dict[str, Any]]:
    """Meta's `contents`: what was bought, how many, at which price each."""
    return [{"id": line.product.id, "quantity": line.quantity, "item_price": line.product.price} for line in cart.lines]


def purchase(order: Order, paid_at: datetime) -> Report:
    """A confirmed order. `value` is gross and a string, so that no reader rounds it."""
    custom_data = {
        "value": str(order.cart.total),
        "currency": CURRENCY,
        "order_id": order.id,
        "content_type": "product",
        "contents": contents(order.cart),
        "num_items": order.cart.count,
    }
    when = {"event_name": "Purchase", "event_time": int(paid_at.timestamp()), "action_source": "website"}
    return when | {
        "event_source_url": order.source_url,
        "custom_data": custom_data,
        **_who(order.customer, order.browser),
    }


def lead(booked: Lead) -> Report:
    """A test ride asked for. Its id is ours, and the thank-you page hands the same one to the tag."""
    return {
        "event_name": "Lead",
        "event_id": booked.id,
        "event_time": int(booked.booked_at.timestamp()),
        "action_source": "website",
        "event_source_url": booked.source_url,
        "custom_data": {"content_name": "Test ride", "content_ids": [booked.bicycle], "content_type": "product"},
        **_who(booked.customer, booked.browser),
    }


def _who(customer: Customer, browser: Browser) -> Report:
    """The visitor's answer and, unless it was no, who they are."""
    consent = {"consent": {"ads": browser.consent, "signal": "manual"}}
    if browser.consent == "denied":
        return consent
    return consent | {"user_data": customer.user_data() | _traces(browser)}


def _traces(browser: Browser) -> dict[str, str]:
    known = {
        "client_ip_address": browser.ip,
        "client_user_agent": browser.user_agent,
        "fbp": browser.fbp,
        "fbc": browser.fbc,
    }
    return {name: value for name, value in known.items() if value}
