"""The alerts that are open, so that a restart tells nobody twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros


class AlertRow(msgspec.Struct, frozen=True):
    """One alert. `cleared_at` is None while it lasts."""

    kind: str
    subject: str
    text: str
    begun_at: datetime
    told: bool
    cleared_at: datetime | None


class AlertBook:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def enter(self, found: Iterable[tuple[str, str, str]], now: datetime) -> None:
        """Kind, subject and text of all there is now. What is missing is over; what was never told of is forgotten."""
        found = list(found)
        kept = msgspec.json.encode([[kind, subject] for kind, subject, _ in found]).decode()
        self._sql.execute(
            "UPDATE alert SET cleared_at = ? WHERE cleared_at IS NULL AND (kind, subject) NOT IN"
            " (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
            (micros(now), kept),
        )
        self._sql.execute("DELETE FROM alert WHERE cleared_at IS NOT NULL AND NOT told")
        self._sql.executemany(
            "INSERT INTO alert (kind, subject, text, begun_at) VALUES (?, ?, ?, ?) ON CONFLICT (kind, subject)"
            " DO UPDATE SET text = excluded.text, cleared_at = NULL",
            [(*each, micros(now)) for each in found],
        )

    def untold(self) -> list[AlertRow]:
        """What somebody must hear: that it began, or that it is over."""
        sql = f"{_SELECT} WHERE NOT told OR cleared_at IS NOT NULL ORDER BY begun_at, kind, subject"
        return [_row(*row) for row in self._sql.execute(sql).fetchall()]

    def note_told(self, row: AlertRow) -> None:
        """It was heard. One that is over is closed."""
        key = (row.kind, row.subject)
        self._sql.execute("DELETE FROM alert WHERE kind = ? AND subject = ? AND cleared_at IS NOT NULL", key)
        self._sql.execute("UPDATE alert SET told = 1 WHERE kind = ? AND subject = ?", key)


_SELECT = "SELECT kind, subject, text, begun_at, told, cleared_at FROM alert"


def open_alerts(ledger: sqlite3.Connection) -> tuple[AlertRow, ...]:
    """Those that last."""
    return tuple(_row(*row) for row in ledger.execute(f"{_SELECT} WHERE cleared_at IS NULL ORDER BY begun_at"))


def _row(kind: str, subject: str, text: str, begun_at: int, told: int, cleared_at: int | None) -> AlertRow:
    over = None if cleared_at is None else from_micros(cleared_at)
    return AlertRow(kind, subject, text, from_micros(begun_at), bool(told), over)
