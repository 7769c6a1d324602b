"""What a Shopify source can be told in `[site.source.options]`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tandem.kit import contracts

WORDS = contracts.load("sources/shopify.json")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    money: Literal["shop", "presentment"] = "presentment"
    """Whose currency counts: the one the customer saw, as the page tells it, or the shop's."""
    content_id: Literal["variant", "product", "sku"] = "variant"
    """Which of Shopify's ids your catalogue at Meta goes by; the same as the tag's."""
    renewal_sources: Annotated[tuple[str, ...], msgspec.Meta(max_length=50)] = tuple(WORDS["renewals"])
    """The `source_name`s under which subscriptions are charged again."""
