"""The journal on disk, read by another process than the one that writes it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tandem.journal.contract import Record
from tandem.kit.sql import connect_readonly


class SqliteJournalReader:
    """The reader, in another process. Before the writer has made the file, there is simply nothing to read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def after(self, entry: int, limit: int) -> list[Record]:
        if self._connection is None:
            if not self._path.exists():
                return []
            self._connection = connect_readonly(self._path)
        sql = "SELECT id, body FROM entry WHERE id > ? ORDER BY id LIMIT ?"
        try:
            return [Record(*row) for row in self._connection.execute(sql, (entry, limit))]
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
