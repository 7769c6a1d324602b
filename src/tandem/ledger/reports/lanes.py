"""How the sending to each destination stands: what the worker wrote down, and what waits. By roll-ups and indexes."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import msgspec

from tandem.kit.clock import from_micros, micros
from tandem.kit.redact import redact_text

NEAR = timedelta(days=2)
"""How long before its deadline an event counts as near it: the fifth of Meta's seven days."""

_LANES = """
SELECT l.destination, l.breaker, l.retry_at, l.concurrency, l.usage, l.refusals, l.told_at, l.removed_at,
    p.cause, p.detail, p.begun_at
FROM lane l LEFT JOIN pause p ON p.destination = l.destination AND p.ended_at IS NULL ORDER BY l.destination
"""

_UNSETTLED = "SELECT coalesce(sum(present), 0) FROM outbox_tally WHERE destination = ? AND fate = 'waiting'"
_IN_FLIGHT = "SELECT count(*) FROM lease WHERE destination = ?"
_DEAD = "SELECT coalesce(sum(present), 0) FROM outbox_tally WHERE destination = ? AND fate = 'dead'"
_NEAR = "SELECT count(*) FROM outbox WHERE destination = ? AND state = 'waiting' AND deadline < ?"

_NEXT = """
SELECT o.deadline, c.received_at FROM outbox o JOIN conversion c ON c.id = o.conversion
WHERE o.destination = ? AND o.state = 'waiting' ORDER BY o.deadline LIMIT 1
"""

_PAUSES = """
SELECT cause, detail, begun_at, ended_at FROM pause WHERE destination = ? ORDER BY begun_at DESC LIMIT ?
"""


class LanePause(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which nothing was sent. `ended_at` is None while it lasts."""

    cause: str
    """down, limit, token, permission, dataset, version or fuse: see docs/delivery.md."""
    detail: str
    begun_at: datetime
    ended_at: datetime | None = None


class LaneRow(msgspec.Struct, frozen=True, kw_only=True):
    """One destination's lane."""

    destination: str
    breaker: str
    """closed (it is sent to), open (it is left alone), half_open (one event is tried)."""
    pause: LanePause | None
    """Why nothing is sent; None while it is."""
    retry_at: datetime | None
    """When one event is tried again."""
    concurrency: int
    """How many requests may be under way at once."""
    usage: int
    """Per cent of the allowance that the destination says is used."""
    refusals: int
    """Different events refused since the last one that was taken: what the fuse counts."""
    waiting: int
    in_flight: int
    dead: int
    near_deadline: int
    """How many of those that wait become unsendable within two days."""
    next_deadline: datetime | None
    oldest_waiting_at: datetime | None
    """When the most urgent of those that wait was received."""
    told_at: datetime | None
    """When the worker last wrote this down; None: it has never sent there."""
    removed_at: datetime | None
    """Since when it is missing in the settings."""


def lanes(ledger: sqlite3.Connection, now: datetime) -> tuple[LaneRow, ...]:
    """All that the ledger knows, also those that are no longer in the settings."""
    return tuple(_row(ledger, now, *row) for row in ledger.execute(_LANES).fetchall())


def pauses(ledger: sqlite3.Connection, destination: str, limit: int = 50) -> tuple[LanePause, ...]:
    """The last times that nothing was sent there, newest first."""
    return tuple(_pause(*row) for row in ledger.execute(_PAUSES, (destination, limit)))


def _row(
    ledger: sqlite3.Connection,
    now: datetime,
    destination: str,
    breaker: str,
    retry_at: int | None,
    concurrency: int,
    usage: int,
    refusals: int,
    told_at: int,
    removed_at: int | None,
    cause: str | None,
    detail: str,
    begun_at: int,
) -> LaneRow:
    in_flight = _count(ledger, _IN_FLIGHT, destination)
    deadline, received_at = ledger.execute(_NEXT, (destination,)).fetchone() or (None, None)
    return LaneRow(
        destination=destination,
        breaker=breaker,
        pause=None if cause is None else _pause(cause, detail, begun_at, None),
        retry_at=_moment(retry_at),
        concurrency=concurrency,
        usage=usage,
        refusals=refusals,
        waiting=_count(ledger, _UNSETTLED, destination) - in_flight,
        in_flight=in_flight,
        dead=_count(ledger, _DEAD, destination),
        near_deadline=_count(ledger, _NEAR, destination, micros(now + NEAR)),
        next_deadline=_moment(deadline),
        oldest_waiting_at=_moment(received_at),
        told_at=_moment(told_at or None),
        removed_at=_moment(removed_at),
    )


def _count(ledger: sqlite3.Connection, sql: str, *parameters: str | int) -> int:
    (count,) = ledger.execute(sql, parameters).fetchone()
    return int(count)


def _pause(cause: str, detail: str, begun_at: int, ended_at: int | None) -> LanePause:
    return LanePause(
        cause=cause, detail=redact_text(detail), begun_at=from_micros(begun_at), ended_at=_moment(ended_at)
    )


def _moment(at: int | None) -> datetime | None:
    return None if at is None else from_micros(at)
