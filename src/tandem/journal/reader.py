"""The journal on disk, read by another process than the one that writes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

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


class Extent(msgspec.Struct, frozen=True):
    """The first and the last entry that the journal holds; 0 and 0 when it holds none."""

    first: int
    last: int

    def behind(self, bookmark: int) -> int:
        """How many entries are not settled. Entries before the first are gone, so they were."""
        return max(0, self.last - max(bookmark, self.first - 1))


def extent(path: Path) -> Extent:
    """Costs two looks at an index. A journal that is not there yet holds nothing."""
    if not path.is_file():
        return Extent(0, 0)
    try:
        with closing(connect_readonly(path)) as connection:
            (first,) = connection.execute("SELECT coalesce(min(id), 0) FROM entry").fetchone()
            (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()
            return Extent(first, last)
    except sqlite3.OperationalError:
        return Extent(0, 0)
