"""What traces want to know of rows that have just been written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros


class Named(msgspec.Struct, frozen=True):
    """What a conversion is known by, and since when."""

    id: int
    site: str
    event_name: str
    event_id: str
    received_at: datetime


class Answer(msgspec.Struct, frozen=True):
    """One request, and what was answered."""

    destination: str
    sent_at: datetime
    took: int
    """Microseconds."""
    events: int
    status: int | None
    verdict: str
    version: str


_NAMED = """
SELECT id, site, event_name, event_id, received_at FROM conversion WHERE id IN (SELECT value FROM json_each(?))
"""

_REFUSED = """
SELECT conversion, reason FROM outbox
WHERE destination = ? AND settled_at = ? AND reason IS NOT NULL AND conversion IN (SELECT value FROM json_each(?))
"""

_EARLIER = """
SELECT count(*) FROM attempt a JOIN request r ON r.id = a.request
WHERE a.conversion = ? AND a.request < ? AND r.destination = ?
"""


def named(ledger: sqlite3.Connection, conversions: Iterable[int]) -> dict[int, Named]:
    """By number; what is gone by now is left out."""
    rows = ledger.execute(_NAMED, (_json(conversions),))
    return {number: Named(number, site, name, id_, from_micros(at)) for number, site, name, id_, at in rows}


def answer(ledger: sqlite3.Connection, request: int) -> Answer | None:
    sql = "SELECT destination, sent_at, took, events, status, verdict, version FROM request WHERE id = ?"
    row = ledger.execute(sql, (request,)).fetchone()
    if row is None:
        return None
    destination, sent_at, *rest = row
    return Answer(destination, from_micros(sent_at), *rest)


def earlier(ledger: sqlite3.Connection, conversion: int, request: int, destination: str) -> int:
    """How often it had been sent there before this request."""
    (count,) = ledger.execute(_EARLIER, (conversion, request, destination)).fetchone()
    return int(count)


def refused(
    ledger: sqlite3.Connection, destination: str, conversions: Iterable[int], settled_at: datetime
) -> dict[int, Reason]:
    """Which of them met their fate at that moment, and why."""
    rows = ledger.execute(_REFUSED, (destination, micros(settled_at), _json(conversions)))
    return {conversion: Reason(reason) for conversion, reason in rows}


def _json(conversions: Iterable[int]) -> str:
    return msgspec.json.encode(list(conversions)).decode()
