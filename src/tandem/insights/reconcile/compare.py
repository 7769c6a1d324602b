"""
Every order of the record meets its conversion, at each destination. The identity of each day is

    accepted + withheld + waiting + failed + missing = orders

in count and in value, and `missing` is what must be explained, order by order. One pass over both books, row by row:
what is kept in memory grows with days and reasons, never with orders.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from tandem.ledger.sales import plain

Fate = Literal["accepted", "withheld", "waiting", "failed", "missing", "unknown"]
"""`missing`: in the record, and nowhere with us. `unknown`: sent, and not in the record."""

Cause = Literal["never_told", "not_owed", "value_differs", "currency_differs", "not_in_record"]


class Meeting(NamedTuple):
    """One order at one destination: what the record says, and what the destination was told."""

    order_id: str
    day: str
    destination: str
    value: str | None
    currency: str | None
    conversion: int | None
    told: str | None
    told_currency: str | None
    fate: Fate
    reason: str

    @property
    def recorded_value(self) -> Decimal | None:
        return None if self.value is None else Decimal(self.value)

    @property
    def told_value(self) -> Decimal | None:
        return None if self.told is None else Decimal(self.told)

    @property
    def cause(self) -> Cause | None:
        """Why it does not add up; None where it does. What one side does not know is no difference."""
        if self.fate == "missing":
            return "not_owed" if self.reason == "not_owed" else "never_told"
        if self.fate == "unknown":
            return "not_in_record"
        return self._differs() if self.fate == "accepted" else None

    def _differs(self) -> Cause | None:
        if None not in (self.currency, self.told_currency) and self.currency != self.told_currency:
            return "currency_differs"
        if None in (self.value, self.told) or self.value == self.told:
            return None
        return None if self.recorded_value == self.told_value else "value_differs"

    def recorded(self) -> str:
        return f"{self.value or ''} {self.currency or ''}".strip()

    def said(self) -> str:
        return f"{plain(self.told_value) or ''} {self.told_currency or ''}".strip()


MEETING = """
SELECT
    r.order_id, date(r.placed_at / 1000000, 'unixepoch'), d.name, r.value, r.currency, c.id, c.value, c.currency,
    CASE
        WHEN r.state <> 'due' AND c.id IS NULL THEN iif(r.state = 'withheld', 'withheld', 'waiting')
        WHEN c.id IS NULL OR o.state IS NULL THEN 'missing'
        WHEN o.state = 'delivered' THEN 'accepted'
        WHEN o.state = 'refused' THEN 'withheld'
        WHEN o.state = 'dead' THEN 'failed'
        ELSE 'waiting'
    END,
    CASE
        WHEN r.state <> 'due' AND c.id IS NULL THEN coalesce(r.reason, 'open')
        WHEN c.id IS NULL THEN 'never_told'
        WHEN o.state IS NULL THEN 'not_owed'
        ELSE coalesce(o.reason, '')
    END
FROM (SELECT * FROM main.record ORDER BY placed_at) r CROSS JOIN destinations d
LEFT JOIN books.conversion c ON c.id = (
    SELECT id FROM books.conversion
    WHERE site = :site AND order_id = r.order_id AND event_name = :event ORDER BY id LIMIT 1)
LEFT JOIN books.outbox o ON o.conversion = c.id AND o.destination = d.name
"""

STRANGERS = """
SELECT
    coalesce(c.order_id, c.event_id), date(c.event_time / 1000000, 'unixepoch'), o.destination,
    NULL, NULL, c.id, c.value, c.currency, 'unknown', 'not_in_record'
FROM books.conversion c INDEXED BY conversion_by_time
CROSS JOIN books.outbox o ON o.conversion = c.id
WHERE c.received_at >= :first - :early AND c.received_at < :last + :late
    AND c.site = :site AND c.event_name = :event AND o.state = 'delivered'
    AND c.event_time >= :first AND c.event_time < :last
    AND NOT EXISTS (SELECT 1 FROM main.record r WHERE r.order_id = c.order_id)
"""

EARLY, LATE = timedelta(days=1), timedelta(days=63)
"""How long before it happened, and how long after, anything may be heard of: no door takes what is older."""

_MICROSECOND = timedelta(microseconds=1)


def meetings(
    connection: sqlite3.Connection, site: str, event_name: str, destinations: Iterable[str], window: tuple[int, int]
) -> Iterator[Meeting]:
    """
    Each order of the record at each destination, in the order of time: so lie their events in the ledger, whatever
    their numbers are. Then what was sent and is not in the record.
    """
    connection.execute("CREATE TEMP TABLE destinations (name TEXT)")
    connection.executemany("INSERT INTO destinations VALUES (?)", [(name,) for name in destinations])
    words = {"site": site, "event": event_name, "first": window[0], "last": window[1]}
    yield from map(Meeting._make, connection.execute(MEETING, words))
    bounds = {"early": EARLY // _MICROSECOND, "late": LATE // _MICROSECOND}
    yield from map(Meeting._make, connection.execute(STRANGERS, {**words, **bounds}))
