"""What a Stripe source can be told in `[site.source.options]`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tandem.kit import contracts

WORDS = contracts.load("sources/stripe.json")


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    orders: Literal["checkout", "payments", "invoices"] = "checkout"
    """Which of Stripe's objects is an order. One payment shows up as several of them: only one kind may count."""
    order_id: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = "order_id"
    """The key in `metadata` under which you keep the order's number."""
    client_reference: Literal["order", "visit"] = "order"
    """What `client_reference_id` holds: the order's number, or a token that a page told as `visit_token`."""
