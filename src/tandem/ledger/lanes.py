"""How the sending to each destination stands, and every time it stood still: written down for others to read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros


class LaneState(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of a lane. `cause` is None while its breaker is closed."""

    breaker: str
    cause: str | None
    detail: str
    begun_at: datetime | None
    retry_at: datetime | None
    concurrency: int
    usage: int
    refusals: int


class PauseRow(msgspec.Struct, frozen=True):
    """One time that nothing was sent. `ended_at` is None while it lasts."""

    cause: str
    detail: str
    begun_at: datetime
    ended_at: datetime | None


class Lanes:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def tell(self, destination: str, state: LaneState, now: datetime) -> None:
        retry_at = None if state.retry_at is None else micros(state.retry_at)
        row = (state.breaker, retry_at, state.concurrency, state.usage, state.refusals, micros(now))
        sql = (
            "INSERT INTO lane (destination, breaker, retry_at, concurrency, usage, refusals, told_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination) DO UPDATE SET breaker = excluded.breaker,"
            " retry_at = excluded.retry_at, concurrency = excluded.concurrency, usage = excluded.usage,"
            " refusals = excluded.refusals, told_at = excluded.told_at"
        )
        self._sql.execute(sql, (destination, *row))
        self._tell_pause(destination, state, now)

    def open_pause(self, destination: str) -> PauseRow | None:
        """The pause that has not ended."""
        sql = "SELECT cause, detail, begun_at, ended_at FROM pause WHERE destination = ? AND ended_at IS NULL"
        row = self._sql.execute(sql, (destination,)).fetchone()
        return None if row is None else _pause(*row)

    def resume(self, destination: str, now: datetime) -> None:
        """While nobody serves it: the pause is over, and no refusals are counted."""
        sql = "UPDATE lane SET breaker = 'closed', retry_at = NULL, refusals = 0, told_at = ? WHERE destination = ?"
        self._sql.execute(sql, (micros(now), destination))
        sql = "UPDATE pause SET ended_at = ? WHERE destination = ? AND ended_at IS NULL"
        self._sql.execute(sql, (micros(now), destination))

    def refused_in_a_row(self, destination: str) -> tuple[int, ...]:
        """The last dead letters, as many as were refused since the last event that was taken."""
        sql = (
            "SELECT conversion FROM outbox INDEXED BY outbox_dead WHERE destination = ?1 AND state = 'dead'"
            " ORDER BY settled_at DESC LIMIT coalesce((SELECT refusals FROM lane WHERE destination = ?1), 0)"
        )
        return tuple(conversion for (conversion,) in self._sql.execute(sql, (destination,)))

    def longest_pause(self, destination: str, begin: datetime, end: datetime) -> PauseRow | None:
        """The one that took most of the time between the two moments."""
        sql = (
            "SELECT cause, detail, begun_at, ended_at FROM pause WHERE destination = ?1 AND begun_at < ?3"
            " AND coalesce(ended_at, ?3) > ?2"
            " ORDER BY min(coalesce(ended_at, ?3), ?3) - max(begun_at, ?2) DESC LIMIT 1"
        )
        row = self._sql.execute(sql, (destination, micros(begin), micros(end))).fetchone()
        return None if row is None else _pause(*row)

    def keep(self, destinations: Collection[str], now: datetime) -> None:
        """Which are in the settings now. Of the others it is remembered since when they are not."""
        for name in destinations:
            sql = "INSERT INTO lane (destination) VALUES (?) ON CONFLICT (destination) DO UPDATE SET removed_at = NULL"
            self._sql.execute(sql, (name,))
        kept = msgspec.json.encode(list(destinations)).decode()
        self._sql.execute(
            "UPDATE lane SET removed_at = ? WHERE removed_at IS NULL"
            " AND destination NOT IN (SELECT value FROM json_each(?))",
            (micros(now), kept),
        )

    def removed(self, before: datetime) -> list[str]:
        """Destinations that have been missing in the settings since that moment or longer."""
        rows = self._sql.execute("SELECT destination FROM lane WHERE removed_at <= ?", (micros(before),))
        return [name for (name,) in rows]

    def near_deadline(self, destination: str, before: datetime) -> int:
        """How many events become unsendable before that moment."""
        sql = (
            "SELECT count(*) FROM outbox INDEXED BY outbox_deadline"
            " WHERE destination = ? AND state = 'waiting' AND deadline < ?"
        )
        (count,) = self._sql.execute(sql, (destination, micros(before))).fetchone()
        return int(count)

    def _tell_pause(self, destination: str, state: LaneState, now: datetime) -> None:
        """One pause at a time: another cause ends the one before."""
        self._sql.execute(
            "UPDATE pause SET ended_at = ? WHERE destination = ? AND ended_at IS NULL AND cause IS NOT ?",
            (micros(now), destination, state.cause),
        )
        if state.cause is None or state.begun_at is None:
            return
        changed = self._sql.execute(
            "UPDATE pause SET detail = ? WHERE destination = ? AND ended_at IS NULL", (state.detail, destination)
        )
        if not changed.rowcount:
            sql = "INSERT INTO pause (destination, cause, detail, begun_at) VALUES (?, ?, ?, ?)"
            self._sql.execute(sql, (destination, state.cause, state.detail, micros(state.begun_at)))


def _pause(cause: str, detail: str, begun_at: int, ended_at: int | None) -> PauseRow:
    return PauseRow(cause, detail, from_micros(begun_at), None if ended_at is None else from_micros(ended_at))
