"""What can be set for how long things are kept."""

from __future__ import annotations

from tandem.config.group import Group

SHORTEST = 90


class Retention(Group, frozen=True):
    """
    How long what is kept is kept, in days. An event's person, address and browser go with its last fate, whatever is
    set here. docs/retention.md lists all of it.
    """

    dead_days: float = 7.0
    """
    How long a dead letter's event is kept, so that it can be mended and sent again. Never longer than its destination
    would take it.
    """
    customer_days: float = 30.0
    """
    How long it is remembered, as hashes, who placed an order: so long it can become a conversion after all, by a bank
    transfer or a shipment. The order's facts stay.
    """
    ledger_days: float = 90.0
    """
    How long the books are kept: events without their visitors, orders, requests and their answers. Within this time no
    order counts twice. At least 90.
    """

    def __post_init__(self) -> None:
        if self.ledger_days < SHORTEST:
            raise ValueError(f"ledger-days must be {SHORTEST} or more: an order told again later would count twice")
        if min(self.dead_days, self.customer_days) < 0:
            raise ValueError("days must not be negative")
