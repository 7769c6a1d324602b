"""
What the shop's pages tell the tag: `tandem(...)` calls, written into the page as any shop would write them.

The tag adds PageView by itself. It also decides what may leave; the shop only says what happened, and whom it
knows as long as the visitor has not refused.
"""

from __future__ import annotations

from typing import Any

from tandem.demo.shop.cart import Cart
from tandem.demo.shop.catalogue import CURRENCY, Product
from tandem.demo.shop.customer import Customer
from tandem.demo.shop.orders import Lead, Order
from tandem.demo.shop.reports import contents
from tandem.demo.shop.visitor import Consent

Call = tuple[Any, ...]
"""The arguments of one call, e.g. `("track", "ViewContent", {...})`."""


def consent(answer: Consent) -> tuple[Call, ...]:
    """On every page, once the visitor has answered; silence is not an answer."""
    return () if answer == "unknown" else (("consent", answer, {"signal": "manual"}),)


def identify(customer: Customer | None, answer: Consent) -> tuple[Call, ...]:
    if customer is None or answer == "denied":
        return ()
    return (("identify", customer.user_data()),)


def view_content(product: Product) -> Call:
    return ("track", "ViewContent", _product(product))


def add_to_cart(product: Product) -> Call:
    return ("track", "AddToCart", _product(product))


def initiate_checkout(cart: Cart, checkout: str) -> Call:
    return ("track", "InitiateCheckout", _cart(cart), {"eventID": checkout})


def purchase(order: Order) -> Call:
    """Without an id of its own: the tag makes `order_{order_id}`, as the gateway does of the server's report."""
    return ("track", "Purchase", _cart(order.cart) | {"order_id": order.id})


def lead(booked: Lead) -> Call:
    about = {"content_name": "Test ride", "content_ids": [booked.bicycle], "content_type": "product"}
    return ("track", "Lead", about, {"eventID": booked.id})


def _product(product: Product) -> dict[str, Any]:
    return {
        "content_ids": [product.id],
        "content_type": "product",
        "content_name": product.name,
        "value": product.price,
        "currency": CURRENCY,
    }


def _cart(cart: Cart) -> dict[str, Any]:
    return {
        "value": cart.total,
        "currency": CURRENCY,
        "content_type": "product",
        "contents": contents(cart),
        "num_items": cart.count,
    }
