"""What a page of a Shopify store holds: the sandbox of a custom pixel, the pixel of docs/shopify.md, a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.tag.existing import Existing
from tests.browser.tag.stage import INSTALL

SANDBOX = (Path(__file__).with_name("shopify_sandbox.js")).read_text(encoding="utf-8")
ALLOWED = {"marketingAllowed": True, "saleOfDataAllowed": True}
NOT_YET = {"marketingAllowed": False, "saleOfDataAllowed": False}

VARIANT = {
    "id": "43729076",
    "sku": "MUG-1",
    "price": {"amount": 12.5, "currencyCode": "EUR"},
    "product": {"id": "gid://shopify/Product/81", "title": "Mug", "type": "Kitchen"},
}
CHECKOUT: dict[str, Any] = {
    "email": "Ada@Example.com",
    "phone": None,
    "currencyCode": "EUR",
    "totalPrice": {"amount": 29.9, "currencyCode": "EUR"},
    "lineItems": [{"quantity": 2, "variant": VARIANT}],
    "billingAddress": {"firstName": "Ada", "lastName": "Lovelace", "city": "London", "zip": "SW1", "countryCode": "GB"},
}


def checkout(order: str) -> dict[str, Any]:
    return {"checkout": {**CHECKOUT, "order": {"id": order, "customer": {"id": "7"}}}}


def custom_pixel(store: Existing) -> str:
    """The code of docs/shopify.md."""
    return (
        f"{INSTALL}; document.head.append(Object.assign(document.createElement('script'),"
        f" {{ async: true, src: '{store.gateway}/t/shopify.js' }}));"
        " tandem('shopify', { analytics, browser, init, customerPrivacy: api.customerPrivacy })"
    )
