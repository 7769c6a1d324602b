"""
What became of a sale afterwards, owed to those destinations alone that take adjustments and were owed the sale. Where
none does, and Meta does not, nothing is opened: refunds stay in our books.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tandem.consent.rules import without_person
from tandem.destinations.platforms import deadline, takes_adjustments
from tandem.event.model import Event
from tandem.event.order import OrderFact
from tandem.event.order_policy import OrderPolicy
from tandem.event.site import Site
from tandem.ledger.conversions import Debt
from tandem.ledger.sqlite import SqliteLedger
from tandem.orders.adjustment import adjustment_of
from tandem.orders.conversion import customer_of
from tandem.orders.life import Life
from tandem.settling.visits import recalled


def adjust(
    entry_id: int,
    sold_as: str,
    life: Life,
    facts: Sequence[OrderFact],
    policy: OrderPolicy,
    ledger: SqliteLedger,
    site: Site,
) -> None:
    """Once for each state that the order came to, whatever came first: a refund may be told before its payment."""
    takers = [name for name in site.destinations if takes_adjustments(name)]
    event = adjustment_of(sold_as, life, facts, policy) if takers else None
    if event is None or ledger.conversions.find(event.site, event.event_name, event.event_id):
        return
    told = _told_of(sold_as, life, ledger)
    owed = {name: Debt(event.received_at, deadline(name, event)) for name in takers if name in told}
    if owed:
        event = _as_allowed(event, facts, ledger)
        conversion = ledger.conversions.open(event, owed)
        ledger.conversions.note_arrival(entry_id, conversion, event, again=False)


def _told_of(sold_as: str, life: Life, ledger: SqliteLedger) -> set[str]:
    """Who heard of the sale, or will; nobody, while it waits for its truth."""
    sold = ledger.conversions.find_order(life.site, sold_as, life.order_id)
    return set() if sold is None or ledger.waits.is_waiting(sold.id) else ledger.outbox.owed_to(sold.id)


def _as_allowed(event: Event, facts: Sequence[OrderFact], ledger: SqliteLedger) -> Event:
    """It goes by the consent of the visit and of the customer, of whom it says nothing."""
    known = recalled(msgspec.structs.replace(event, **customer_of(facts)), facts, ledger)
    return without_person(known)
