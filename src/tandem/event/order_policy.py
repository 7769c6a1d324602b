"""When an order is a conversion, and what it is worth: `[Purchase.order]` in events.toml."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import msgspec

from tandem.event.order_scope import OrderScope

When = Literal["created", "authorised", "paid", "fulfilled"]
Worth = Literal["gross", "net_of_tax", "net_of_tax_and_shipping"]


class OrderPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules by which an order becomes this event."""

    truth: str = "tag"
    """Who decides: `tag` (the page says so), or the name of a source in tandem.toml."""
    when: When = "paid"
    """What the truth must have told. `paid` is met by parts that add up to the total."""
    only: OrderScope = OrderScope()
    """Which orders are meant, where not all that the truth tells are this event."""
    wait: float = 600.0
    """Seconds that what the page told waits for the truth."""
    missing: Literal["send", "mark", "withhold"] = "withhold"
    """
    If the truth never comes: `withhold` (an order that nobody vouches for is none), `send`, or `mark`: send it with
    `order_confirmed: false` in its data.
    """
    value: Worth = "gross"
    """`gross` is what the customer pays; the others need a source that tells tax and shipping, or there is no value."""
    gift_cards: bool = True
    """Whether gift cards that were bought count towards the value."""
    zero_totals: bool = False
    """Whether an order worth nothing counts."""
    test_orders: bool = False
    """Whether an order that its source calls a test counts. Never in production."""
    renewals: Literal["Purchase", "Subscribe", "none"] = "none"
    """What the further charges of a subscription count as. The first one is an order like any other."""
    refund_event: str = ""
    """A custom event for refunds, e.g. `Refund`. Never a negative Purchase: Meta takes none. Empty: none is sent."""
    browser_leg: Literal["withheld", "told"] = "withheld"
    """
    With another truth than the tag: whether the Pixel hears of the order from the page all the same. `told` counts
    unpaid orders at Meta.
    """

    def __post_init__(self) -> None:
        if self.renewals != "none" and self.only.kinds:
            raise ValueError("give renewals or only.kinds: renewals are this event where only.kinds names renewal")

    @property
    def counts_trials(self) -> bool:
        return "trial" in self.only.kinds

    @property
    def renewed_as(self) -> Literal["itself", "Purchase", "Subscribe", "none"]:
        """An event that names renewals as its own counts them as itself, whatever `renewals` says."""
        return "itself" if "renewal" in self.only.kinds else self.renewals

    @property
    def is_told_by_source(self) -> bool:
        return self.truth != "tag"

    @property
    def patience(self) -> timedelta:
        return timedelta(seconds=self.wait)
