"""Who buys, and what leads to their visit: an order and a checkout say it in the same words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.sources.foreign import click, told
from tandem.sources.shopify.payload import Address, Customer, Sale

VISIT, FBP, FBC = "_tandem_visit", "_fbp", "_fbc"
"""Note attributes of the cart by which a theme may name the visit: a token that a page told too, or Meta's cookies."""


def links_of(sale: Sale, checkout: str | None) -> dict[str, str]:
    """Tokens by kind, the surest first. `checkout`: the checkout's, which an order names as another field."""
    customer = sale.customer and sale.customer.id
    return told(
        {
            "visit": _note(sale, VISIT),
            "checkout": checkout,
            "cart": sale.cart_token,
            "customer": str(customer) if customer else None,
        }
    )


def person_of(sale: Sale, at: datetime) -> dict[str, Any]:
    """As the `user_data` of an event, readable."""
    customer = sale.customer or Customer()
    address = sale.billing_address or sale.shipping_address or customer.default_address or Address()
    return told(
        {
            "em": sale.email or sale.contact_email or customer.email,
            "ph": sale.phone or address.phone or customer.phone,
            "fn": address.first_name or customer.first_name,
            "ln": address.last_name or customer.last_name,
            "ct": address.city,
            "st": address.province_code,
            "zp": address.zip,
            "country": address.country_code,
            "external_id": str(customer.id) if customer.id else None,
            "fbp": _note(sale, FBP),
            "fbc": _note(sale, FBC) or click(sale.landing_site, at),
        }
    )


def _note(sale: Sale, name: str) -> str | None:
    return next(
        (note.value for note in sale.note_attributes if note.name == name and isinstance(note.value, str)), None
    )
