"""What the books forget when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.config.retention import Retention
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.erased import fact_of_nobody


def forget(ledger: SqliteLedger, settings: Retention, now: datetime) -> int:
    """One bite of each kind, each in a transaction of its own: settling and sending go on in between. How many went."""
    ledger_before = now - timedelta(days=settings.ledger_days)
    gone = 0
    with ledger.turn():
        gone += ledger.retention.expire_dead(now, now - timedelta(days=settings.dead_days))
    with ledger.turn():
        gone += ledger.retention.forget_customers(now - timedelta(days=settings.customer_days), fact_of_nobody)
    with ledger.turn():
        conversions = ledger.retention.conversions(ledger_before)
    with ledger.turn():
        gone += ledger.retention.side_books(ledger_before)
    if not conversions:
        gone += ledger.retention.requests(ledger_before)
    return gone + conversions
