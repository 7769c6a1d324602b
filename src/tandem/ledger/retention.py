"""What the books forget by time, a bite at a time: nobody waits for a sweep."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

import msgspec

from tandem.event import entry
from tandem.event.order import OrderFact
from tandem.kit.clock import micros
from tandem.kit.sql import transaction
from tandem.ledger.figures import Figures

BITE = 500
"""Rows of the books forgotten in one transaction."""

_EXPIRED = """
SELECT conversion, destination, reason FROM outbox INDEXED BY outbox_dead
WHERE state = 'dead' AND (deadline < ? OR settled_at < ?) LIMIT ?
"""

_OLD = """
SELECT id FROM conversion c WHERE received_at < ? AND NOT EXISTS
    (SELECT 1 FROM outbox o WHERE o.conversion = c.id AND o.state IN ('waiting', 'dead'))
ORDER BY received_at LIMIT ?
"""

_NAMED = (
    "SELECT site, order_id, source, kind, key, body FROM order_fact WHERE forgotten = 0 AND received_at < ? LIMIT ?"
)

_OF_CONVERSION = ("attempt", "arrival", "order_wait", "replayed", "outbox")
"""What hangs on a conversion, and goes with it."""

_BY_TIME = (
    "DELETE FROM order_fact WHERE (site, order_id, source, kind, key) IN"
    " (SELECT site, order_id, source, kind, key FROM order_fact WHERE received_at < ? LIMIT ?)",
    "DELETE FROM sale WHERE (site, event_name, order_id) IN"
    " (SELECT site, event_name, order_id FROM sale WHERE placed_at < ? LIMIT ?)",
    "DELETE FROM withdrawal WHERE (site, visitor) IN (SELECT site, visitor FROM withdrawal WHERE at < ? LIMIT ?)",
    "DELETE FROM pixel_report WHERE (site, event_name, event_id) IN"
    " (SELECT site, event_name, event_id FROM pixel_report WHERE at < ? LIMIT ?)",
    "DELETE FROM refusal WHERE (hour, site, source, reason, field) IN"
    " (SELECT hour, site, source, reason, field FROM refusal WHERE hour < ? LIMIT ?)",
    "DELETE FROM pause WHERE id IN (SELECT id FROM pause WHERE ended_at < ? LIMIT ?)",
)


class Retention:
    """Writes inside the caller's transaction, but for `requests`."""

    def __init__(self, connection: sqlite3.Connection, figures: Figures) -> None:
        self._sql = connection
        self._figures = figures

    def expire_dead(self, now: datetime, dead_before: datetime) -> int:
        """
        Dead letters beyond their deadline, or dead since before then: refused for good, for the reason they were, and
        their events are erased where nobody else is owed them.
        """
        found = self._sql.execute(_EXPIRED, (micros(now), micros(dead_before), BITE)).fetchall()
        sql = "UPDATE outbox SET state = 'refused' WHERE conversion = ? AND destination = ?"
        self._sql.executemany(sql, [row[:2] for row in found])
        for _, destination, reason in found:
            self._figures.expired(destination, reason)
        self._sql.execute(
            "UPDATE conversion SET body = NULL, visitor = NULL WHERE id IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.conversion = conversion.id"
            " AND state IN ('waiting', 'dead'))",
            (_json([conversion for conversion, _, _ in found]),),
        )
        return len(found)

    def forget_customers(self, before: datetime, clear: Callable[[OrderFact], OrderFact]) -> int:
        """Facts told before then name nobody any more."""
        rows = self._sql.execute(_NAMED, (micros(before), BITE)).fetchall()
        sql = (
            "UPDATE order_fact SET body = ?, forgotten = 1"
            " WHERE site = ? AND order_id = ? AND source = ? AND kind = ? AND key = ?"
        )
        bare = [(entry.to_json(clear(entry.decode_fact(body))), *key) for *key, body in rows]
        self._sql.executemany(sql, bare)
        return len(rows)

    def conversions(self, before: datetime) -> int:
        """Forget those received before then of which nothing is owed any more, with all that hangs on them."""
        found = _json([number for (number,) in self._sql.execute(_OLD, (micros(before), BITE))])
        among = "IN (SELECT value FROM json_each(?))"
        for table in _OF_CONVERSION:
            self._sql.execute(f"DELETE FROM {table} WHERE conversion {among}", (found,))  # noqa: S608 - our own words
        return self._sql.execute(f"DELETE FROM conversion WHERE id {among}", (found,)).rowcount  # noqa: S608

    def side_books(self, before: datetime) -> int:
        """Facts of orders, withdrawals, reports without an event, refusals at the door and pauses of before then."""
        return sum(self._sql.execute(sql, (micros(before), BITE)).rowcount for sql in _BY_TIME)

    def requests(self, before: datetime) -> int:
        """
        Requests of before then, once the events that they carried are forgotten: call it when `conversions` finds none.
        A transaction of its own, in which SQLite does not ask for each whether something hangs on it: it has no index
        for that question.
        """
        self._sql.execute("PRAGMA foreign_keys = OFF")
        try:
            with transaction(self._sql):
                sql = (
                    "DELETE FROM request WHERE id IN"
                    " (SELECT id FROM (SELECT id, sent_at FROM request ORDER BY id LIMIT ?) WHERE sent_at < ?)"
                )
                return self._sql.execute(sql, (BITE, micros(before))).rowcount
        finally:
            self._sql.execute("PRAGMA foreign_keys = ON")


def _json(numbers: list[int]) -> str:
    return msgspec.json.encode(numbers).decode()
