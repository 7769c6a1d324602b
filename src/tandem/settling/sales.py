"""The shop's side of the books: what each order is just now, by policy."""

from __future__ import annotations

from tandem.event.order_policy import OrderPolicy
from tandem.ledger.sales import Sale
from tandem.orders.life import Life
from tandem.orders.policy import Due, Ruling, Withheld, event_name, worth


def sale_of(name: str, life: Life, policy: OrderPolicy, ruled: Ruling) -> Sale:
    """One order as one row."""
    return Sale(
        site=life.site,
        event_name=event_name(life, policy, name),
        order_id=life.order_id,
        placed_at=life.placed_at,
        value=worth(life, policy),
        net=life.net,
        currency=life.totals.currency if life.totals else None,
        state="due" if isinstance(ruled, Due) else "withheld" if isinstance(ruled, Withheld) else "open",
        reason=ruled.reason if isinstance(ruled, Withheld) else None,
    )
