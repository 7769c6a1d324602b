"""What a WooCommerce source can be told in `[site.source.options]`."""

from __future__ import annotations

from typing import Literal

import msgspec

from tandem.kit import contracts

WORDS = contracts.load("sources/woocommerce.json")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    order_id: Literal["number", "id"] = "number"
    """Which of the two your pages tell: the number that the customer reads, or the id inside WordPress."""
    content_id: Literal["product", "variation", "sku"] = "product"
    """Which id your catalogue at Meta goes by."""
