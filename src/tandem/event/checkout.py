"""What a shop tells of a checkout: who is about to order, and by which tokens the order will name the same visit."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tandem.event.person import Person, Unusable


class Checkout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One checkout as its source knew it at one moment. It is no order and no event: it may be abandoned. Holds nothing
    readable about a person, and nothing of consent, of which shops say nothing here.
    """

    site: str
    source: str
    """The name of the source in tandem.toml."""
    at: datetime
    """When the checkout came to this state, by the source's clock."""
    received_at: datetime
    person: Person = Person()
    links: tuple[str, ...] = ()
    """What leads to the visit behind it, as of an order."""
    dropped: tuple[Unusable, ...] = ()
