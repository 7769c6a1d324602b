"""What is owed to each destination, and how it ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from tandem.event import entry
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros


class Due(msgspec.Struct, frozen=True):
    """One event that may be due: ask `consent.at_release` before you send it."""

    conversion: int
    event: Event
    attempts: int
    withdrawn_at: datetime | None


class Requested(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a destination as it is remembered: never its body, never a token."""

    destination: str
    sent_at: datetime
    took: int
    """Microseconds until the answer, or until we gave up."""
    status: int | None
    """HTTP status; None when nobody answered."""
    verdict: str
    answer: str
    """What the destination said, shortened."""
    version: str = ""
    """Of the destination's API."""


class Outbox:
    """Writes inside the caller's transaction; a crash before it commits costs one more try of the same event_id."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def due(self, destination: str, now: datetime, limit: int) -> list[Due]:
        """What has waited long enough, oldest due first."""
        sql = (
            "SELECT c.id, c.body, o.attempts, w.at FROM outbox o JOIN conversion c ON c.id = o.conversion"
            " LEFT JOIN withdrawal w ON w.site = c.site AND w.visitor = c.visitor"
            " WHERE o.destination = ? AND o.state = 'waiting' AND o.due_at <= ? ORDER BY o.due_at LIMIT ?"
        )
        rows = self._sql.execute(sql, (destination, micros(now), limit))
        return [
            Due(conversion, entry.decode_event(body), attempts, None if at is None else from_micros(at))
            for conversion, body, attempts, at in rows
        ]

    def remember(self, request: Requested, conversions: Sequence[int]) -> None:
        """A request, the events it carried, and one more attempt for each of them."""
        columns = (request.status, request.verdict, request.answer, request.version)
        row = (request.destination, micros(request.sent_at), request.took, len(conversions), *columns)
        sql = (
            "INSERT INTO request (destination, sent_at, took, events, status, verdict, answer, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        number = self._sql.execute(sql, row).lastrowid
        self._sql.executemany("INSERT INTO attempt VALUES (?, ?)", [(c, number) for c in conversions])
        self._sql.executemany(
            "UPDATE outbox SET attempts = attempts + 1 WHERE conversion = ? AND destination = ?",
            [(c, request.destination) for c in conversions],
        )

    def deliver(self, destination: str, conversions: Iterable[int], now: datetime) -> None:
        """Fate: the destination took them."""
        self._settle(destination, [(c, "delivered", None, None) for c in conversions], now)

    def refuse(self, destination: str, refusals: Iterable[tuple[int, Reason, str]], now: datetime) -> None:
        """Fate: they go no further, for a reason."""
        self._settle(destination, [(c, "refused", reason, detail) for c, reason, detail in refusals], now)

    def postpone(self, destination: str, conversions: Iterable[int], until: datetime) -> None:
        """No fate yet: look again at `until`."""
        self._sql.executemany(
            "UPDATE outbox SET due_at = ? WHERE conversion = ? AND destination = ? AND state = 'waiting'",
            [(micros(until), c, destination) for c in conversions],
        )

    def _settle(
        self, destination: str, fates: Sequence[tuple[int, str, Reason | None, str | None]], now: datetime
    ) -> None:
        at = micros(now)
        self._sql.executemany(
            "UPDATE outbox SET state = ?, reason = ?, detail = ?, settled_at = ?"
            " WHERE conversion = ? AND destination = ? AND state = 'waiting'",
            [(state, reason, detail, at, c, destination) for c, state, reason, detail in fates],
        )
        # Once nobody is owed the event any more, the visitor's address, browser and identifiers are erased.
        self._sql.executemany(
            "UPDATE conversion SET body = NULL, visitor = NULL WHERE id = ?1 AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE conversion = ?1 AND state = 'waiting')",
            [(c,) for c, *_ in fates],
        )
