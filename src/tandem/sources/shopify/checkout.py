"""
From a checkout at Shopify to who is there. It may be abandoned, and is no order; the page has told of its beginning.
"""

from __future__ import annotations

from tandem.sources.contract import CheckoutTelling, Delivery
from tandem.sources.foreign import moment
from tandem.sources.shopify.customer import links_of, person_of
from tandem.sources.shopify.payload import Checkout

TOPICS = frozenset({"checkouts/create", "checkouts/update"})


def telling(checkout: Checkout, delivery: Delivery) -> CheckoutTelling:
    """`buyer_accepts_marketing` is about letters, not about ads: it is not read. Raises `Refused`."""
    began = min(moment(checkout.created_at, "created_at"), delivery.received_at)
    return CheckoutTelling(
        at=moment(checkout.updated_at, "updated_at"),
        received_at=delivery.received_at,
        user_data=person_of(checkout, began),
        links=links_of(checkout, checkout.token),
    )
