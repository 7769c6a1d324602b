"""Each destination: what it took, what still waits for it, and how it answered last."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros
from tandem.kit.redact import redact_text

_FATES = """
SELECT o.destination, sum(o.fate = 'delivered'), sum(o.fate = 'refused'), sum(o.fate = 'waiting')
FROM conversion c JOIN outbox o ON o.conversion = c.id WHERE c.received_at >= ? GROUP BY o.destination
"""

_BACKLOG = """
SELECT o.destination, count(*), min(c.received_at) FROM outbox o JOIN conversion c ON c.id = o.conversion
WHERE o.state = 'waiting' GROUP BY o.destination
"""

_LAST = """
SELECT id, sent_at, took, events, status, verdict, answer FROM request WHERE destination = ? ORDER BY id DESC LIMIT 1
"""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a destination, and its answer."""

    id: int
    sent_at: datetime
    took: int
    """Microseconds until the answer, or until we gave up."""
    events: int
    """How many events travelled in it."""
    status: int | None
    """HTTP status; None when nobody answered."""
    verdict: str
    """delivered, later (try the same again), never (refused for what is in it), hold (mend a setting first)."""
    answer: str
    """What the destination said, shortened."""


class DestinationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One destination. The first three count the window's conversions; `backlog` counts all that wait now."""

    destination: str
    delivered: int
    refused: int
    waiting: int
    backlog: int
    oldest_waiting_at: datetime | None
    """When the oldest of the backlog was received."""
    held: bool
    """It waits for somebody to mend a token, a permission or a setting; the last answer says which."""
    last_request: Request | None


def destination_rows(
    ledger: sqlite3.Connection, since: datetime, configured: Collection[str]
) -> tuple[DestinationRow, ...]:
    """Those in the settings, and those the books know from before."""
    fates = {name: counts for name, *counts in ledger.execute(_FATES, (micros(since),))}
    backlog = {name: (number, oldest) for name, number, oldest in ledger.execute(_BACKLOG)}
    names = sorted({*configured, *fates, *backlog})
    return tuple(_row(ledger, name, fates.get(name, [0, 0, 0]), *backlog.get(name, (0, None))) for name in names)


def _row(ledger: sqlite3.Connection, name: str, fates: list[int], backlog: int, oldest: int | None) -> DestinationRow:
    delivered, refused, waiting = fates
    answered = ledger.execute(_LAST, (name,)).fetchone()
    last = None if answered is None else request(*answered)
    return DestinationRow(
        destination=name,
        delivered=delivered,
        refused=refused,
        waiting=waiting,
        backlog=backlog,
        oldest_waiting_at=None if oldest is None else from_micros(oldest),
        held=last is not None and last.verdict == "hold",
        last_request=last,
    )


def request(
    number: int, sent_at: int, took: int, events: int, status: int | None, verdict: str, answer: str
) -> Request:
    """A row of the books. An answer may repeat what it was sent: whatever looks personal is blotted out."""
    return Request(
        id=number,
        sent_at=from_micros(sent_at),
        took=took,
        events=events,
        status=status,
        verdict=verdict,
        answer=redact_text(answer),
    )
