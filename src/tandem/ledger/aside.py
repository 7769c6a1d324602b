"""Entries of the journal that could not be settled: kept whole until a later start or version can settle them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from tandem.kit.clock import micros


class Aside:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def put(self, entry: int, body: bytes, problem: str, now: datetime) -> None:
        """`problem` names the kind of fault, never a value."""
        sql = "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?)"
        self._sql.execute(sql, (entry, micros(now), problem, body))

    def take(self) -> list[tuple[int, bytes]]:
        """All of them, oldest first; each is put aside again if it still cannot be settled."""
        rows = self._sql.execute("DELETE FROM set_aside RETURNING entry, body").fetchall()
        return sorted((int(entry), bytes(body)) for entry, body in rows)
