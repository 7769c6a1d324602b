"""What sources named and did not tell: still to be asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

import msgspec

from tandem.event.entry import LookupOwed
from tandem.kit.clock import from_micros, micros


class LookupRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be looked up."""

    key: str
    told: str
    named_at: datetime
    tries: int
    """How often it was not there."""


class Lookups:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def owe(self, told: LookupOwed) -> None:
        """Named again while it waits, it is the same; named again afterwards, it is looked up once more."""
        sql = "INSERT INTO lookup VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING"
        moment = micros(told.received_at)
        self._sql.execute(sql, (told.source, told.key, told.told, moment, moment))

    def due(self, source: str, now: datetime, limit: int) -> list[LookupRow]:
        """Those whose turn it is, the longest waiting first."""
        sql = f"{_SELECT} WHERE source = ? AND next_at <= ? ORDER BY next_at LIMIT ?"
        return [_row(*row) for row in self._sql.execute(sql, (source, micros(now), limit))]

    def overdue(self, source: str, named_before: datetime, limit: int) -> list[LookupRow]:
        """Those that have waited long enough."""
        sql = f"{_SELECT} WHERE source = ? AND named_at < ? ORDER BY named_at LIMIT ?"
        return [_row(*row) for row in self._sql.execute(sql, (source, micros(named_before), limit))]

    def put_off(self, source: str, key: str, until: datetime) -> None:
        """It was not there."""
        sql = "UPDATE lookup SET tries = tries + 1, next_at = ? WHERE source = ? AND key = ?"
        self._sql.execute(sql, (micros(until), source, key))

    def close(self, source: str, key: str) -> None:
        """It is told."""
        self._sql.execute("DELETE FROM lookup WHERE source = ? AND key = ?", (source, key))


_SELECT = "SELECT key, told, named_at, tries FROM lookup"


def waiting_lookups(ledger: sqlite3.Connection) -> Mapping[str, int]:
    """How many wait, by source."""
    return dict(ledger.execute("SELECT source, count(*) FROM lookup GROUP BY source").fetchall())


def _row(key: str, told: str, named_at: int, tries: int) -> LookupRow:
    return LookupRow(key=key, told=told, named_at=from_micros(named_at), tries=tries)
