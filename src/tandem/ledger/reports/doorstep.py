"""What was refused at the door: never kept, only counted, so that somebody can mend the sender."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros
from tandem.ledger.side_books import HOUR

_SQL = """
SELECT site, source, reason, field, problem, cure, sum(count), max(hour) FROM refusal WHERE hour >= ?
GROUP BY site, source, reason, field ORDER BY sum(count) DESC, site, source, reason, field
"""
# With one max() in the list, SQLite takes the bare columns (problem, cure) from the row that has the maximum: the
# latest hour (sqlite.org/lang_select.html, "bare columns in an aggregate query").


class DoorRefusal(msgspec.Struct, frozen=True, kw_only=True):
    """How often senders were turned away for one reason at one field, and the latest wording they were told."""

    site: str
    """Empty when the sender could not say whose it is: an unknown origin or key."""
    source: str
    reason: Reason
    field: str
    problem: str
    cure: str
    count: int
    latest_hour: datetime
    """The hour in which it last happened."""


def door_refusals(ledger: sqlite3.Connection, since: datetime) -> tuple[DoorRefusal, ...]:
    """The most frequent first. The books count by the hour, so the hour of `since` is in it whole."""
    rows = ledger.execute(_SQL, (micros(since) // HOUR * HOUR,))
    return tuple(
        DoorRefusal(
            site=site,
            source=source,
            reason=Reason(reason),
            field=field,
            problem=problem,
            cure=cure,
            count=count,
            latest_hour=from_micros(hour),
        )
        for site, source, reason, field, problem, cure, count, hour in rows
    )
