"""Conversions that wait for the word of their truth, and what becomes of them when it comes or does not."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.event import entry
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.kit.clock import micros
from tandem.ledger.ahead import FREE


class Awaiting(msgspec.Struct, frozen=True):
    """One that has waited long enough. `event` is None where it has met its fate otherwise."""

    conversion: int
    event: Event | None
    destinations: tuple[str, ...]


class OrderWaits:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def begin(self, conversion: int, until: datetime) -> None:
        self._sql.execute("INSERT OR IGNORE INTO order_wait VALUES (?, ?)", (conversion, micros(until)))

    def is_waiting(self, conversion: int) -> bool:
        sql = "SELECT 1 FROM order_wait WHERE conversion = ?"
        return self._sql.execute(sql, (conversion,)).fetchone() is not None

    def end(self, conversion: int, due: datetime) -> bool:
        """It waits no longer, and is due. Whether it did wait."""
        waited = self._sql.execute("DELETE FROM order_wait WHERE conversion = ?", (conversion,)).rowcount == 1
        if waited:
            sql = "UPDATE outbox SET due_at = ? WHERE conversion = ? AND state = 'waiting'"
            self._sql.execute(sql, (micros(due), conversion))
        return waited

    def over(self, now: datetime, limit: int) -> list[Awaiting]:
        """Whose wait is over, the longest over first."""
        sql = (
            "SELECT w.conversion, c.body, (SELECT json_group_array(destination) FROM outbox"  # noqa: S608 - our own words
            f" WHERE outbox.conversion = w.conversion AND state = 'waiting' AND {FREE})"
            " FROM order_wait w JOIN conversion c ON c.id = w.conversion WHERE w.until <= ? ORDER BY w.until LIMIT ?"
        )
        return [
            Awaiting(conversion, body and entry.decode_event(body), tuple(msgspec.json.decode(names)))
            for conversion, body, names in self._sql.execute(sql, (micros(now), limit))
        ]

    def restate(self, conversion: int, before: Reason, reason: Reason, detail: str) -> None:
        """A refusal stays one; why is now known better."""
        sql = "UPDATE outbox SET reason = ?, detail = ? WHERE conversion = ? AND state = 'refused' AND reason = ?"
        self._sql.execute(sql, (reason, detail, conversion, before))
