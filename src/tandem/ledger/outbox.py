"""What is owed to each destination, and how it ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import micros
from tandem.ledger.figures import Figures
from tandem.ledger.leases import Leases
from tandem.ledger.news import Announcements, Refused, Sent

MENDABLE = frozenset({Reason.REJECTED, Reason.OUR_FAULT})
"""
Refused for what is in the event, or by a bug of ours: such a row is `dead` and its event is kept, so that it can be
mended and sent again. Every other refusal is final.
"""

DELIVERED = "delivered"
"""The verdict on a request that was taken."""

Refusal = tuple[int, Reason, str]
"""A conversion, why it goes no further, and what was said of it."""


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
    size: int = 0
    """Bytes of the body, as they travelled."""


class Outbox:
    """Writes inside the caller's transaction; a crash before it commits costs one more try of the same event_id."""

    def __init__(self, connection: sqlite3.Connection, figures: Figures, leases: Leases, news: Announcements) -> None:
        self._sql = connection
        self._leases = leases
        self._figures = figures
        self._news = news

    def owed_to(self, conversion: int) -> set[str]:
        """Who was told of it, or will be; not who refused it, or to whom it may not go."""
        sql = "SELECT destination FROM outbox WHERE conversion = ? AND state NOT IN ('refused', 'dead')"
        return {name for (name,) in self._sql.execute(sql, (conversion,))}

    def remember(self, request: Requested, conversions: Sequence[int]) -> None:
        """
        A request, the events it carried, and one more attempt for each of them. That of a delivery is counted with the
        fate, by `deliver`: in one statement, for they are the same rows.
        """
        columns = (request.status, request.verdict, request.answer, request.version)
        row = (request.destination, micros(request.sent_at), request.took, len(conversions), *columns)
        sql = (
            "INSERT INTO request (destination, sent_at, took, events, status, verdict, answer, version)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        number = self._sql.execute(sql, row).lastrowid or 0
        carried = _json(conversions)
        self._sql.execute("INSERT INTO attempt SELECT value, ? FROM json_each(?)", (number, carried))
        if request.verdict != DELIVERED:
            self._count(request.destination, carried)
        seconds = request.took / 1_000_000
        self._figures.requested(request.destination, request.verdict, len(conversions), request.size, seconds)
        if self._news.wanted:
            self._news.note(Sent(number, tuple(conversions)))

    def deliver(self, destination: str, conversions: Iterable[int], now: datetime) -> None:
        """Fate: the destination took them, with one more attempt each."""
        settled = _json(conversions)
        sql = (
            "UPDATE outbox SET state = 'delivered', settled_at = ?, attempts = attempts + 1 WHERE destination = ?"
            " AND conversion IN (SELECT value FROM json_each(?)) AND state = 'waiting'"
        )
        self._figures.delivered(destination, settled, micros(now))
        self._figures.taken(destination, self._sql.execute(sql, (micros(now), destination, settled)).rowcount)
        self._leases.end(destination, settled)
        self._erase(settled)

    def refuse(self, destination: str, refusals: Iterable[Refusal], now: datetime) -> None:
        """Fate: they go no further, for a reason. Those that could be mended are kept as dead letters."""
        at = micros(now)
        rows = [
            ("dead" if reason in MENDABLE else "refused", reason, detail, at, conversion, destination)
            for conversion, reason, detail in refusals
        ]
        self._sql.executemany(
            "UPDATE outbox SET state = ?, reason = ?, detail = ?, settled_at = ?"
            " WHERE conversion = ? AND destination = ? AND state = 'waiting'",
            rows,
        )
        settled = _json(row[4] for row in rows)
        self._leases.end(destination, settled)
        self._erase(settled)
        if self._news.wanted and rows:
            self._news.note(Refused(destination, tuple(row[4] for row in rows), now))

    def postpone(self, destination: str, conversions: Iterable[int], until: datetime) -> None:
        """No fate yet: look again at `until`."""
        sql = (
            "UPDATE outbox SET due_at = ? WHERE destination = ?"
            " AND conversion IN (SELECT value FROM json_each(?)) AND state = 'waiting'"
        )
        postponed = _json(conversions)
        self._sql.execute(sql, (micros(until), destination, postponed))
        self._leases.end(destination, postponed)

    def revive(self, destination: str, conversions: Iterable[int], now: datetime) -> int:
        """
        Dead letters wait again, due at once: the one way back from a fate. Returns how many did; consent, deadline and
        the destination's objections are asked anew before they are sent.
        """
        sql = (
            "UPDATE outbox SET state = 'waiting', due_at = ?, reason = NULL, detail = NULL, settled_at = NULL"
            " WHERE destination = ? AND state = 'dead' AND conversion IN (SELECT value FROM json_each(?))"
        )
        return self._sql.execute(sql, (micros(now), destination, _json(conversions))).rowcount

    def omit(self, destination: str, conversion: int, keys: str) -> None:
        """Which keys of the event this destination is not sent any more: a JSON list of `event.person.Unusable`."""
        sql = "UPDATE outbox SET omitted = ? WHERE destination = ? AND conversion = ?"
        self._sql.execute(sql, (keys, destination, conversion))

    def move_deadline(self, conversion: int, deadlines: Iterable[tuple[str, int]]) -> None:
        """By destination, in Unix microseconds: a further message told of another moment or place."""
        self._sql.executemany(
            "UPDATE outbox SET deadline = ? WHERE conversion = ? AND destination = ?",
            [(deadline, conversion, destination) for destination, deadline in deadlines],
        )

    def _count(self, destination: str, conversions: str) -> None:
        sql = (
            "UPDATE outbox SET attempts = attempts + 1 WHERE destination = ?"
            " AND conversion IN (SELECT value FROM json_each(?))"
        )
        self._sql.execute(sql, (destination, conversions))

    def _erase(self, conversions: str) -> None:
        """Once nobody is owed the event any more, the visitor's address, browser and identifiers go."""
        self._sql.execute(
            "UPDATE conversion SET body = NULL, visitor = NULL WHERE id IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.conversion = conversion.id"
            " AND state IN ('waiting', 'dead'))",
            (conversions,),
        )


def _json(conversions: Iterable[int]) -> str:
    return msgspec.json.encode(list(conversions)).decode()
