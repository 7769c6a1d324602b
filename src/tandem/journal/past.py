"""What is done to records later: they are dropped when they are old, and rewritten when a person is erased."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import takewhile
from pathlib import Path

from tandem.kit.sql import connect_readonly, empty_log, transaction

BITE = 500
"""Records looked at at a time, and rewritten in one transaction: appends wait for it."""

FORGET_BITE = 250
"""Records dropped in one transaction: appends wait for it."""

FORGET_BREATH = 0.002
"""Seconds between two bites, in which appends go on."""


class Past:
    """By the journal's writer alone. `turn` is what its threads take before they use the connection."""

    def __init__(self, path: Path, connection: sqlite3.Connection, turn: threading.Lock) -> None:
        self._path = path
        self._sql = connection
        self._turn = turn

    def rewrite(self, change: Callable[[bytes], bytes | None]) -> Iterator[tuple[int, int]]:
        """
        Ask `change` of every record, those that come meanwhile included; what it answers takes the record's place,
        under the same id. After each bite: how many records were looked at so far, how many of the bite were changed.
        """
        looked = last = 0
        with closing(connect_readonly(self._path)) as reader:
            while bite := reader.execute(_NEXT, (last, BITE)).fetchall():
                changed = [(new, number) for number, body in bite if (new := change(body)) is not None]
                if changed:
                    with self._turn, transaction(self._sql) as connection:
                        connection.executemany("UPDATE entry SET body = ? WHERE id = ?", changed)
                looked, last = looked + len(bite), bite[-1][0]
                yield looked, len(changed)

    def flush(self) -> bool:
        """Whether the log could be emptied into the file."""
        with self._turn:
            return empty_log(self._sql)

    def compact(self) -> None:
        """The file, written anew from what is in it. Appends wait."""
        with self._turn:
            self._sql.execute("VACUUM")


_NEXT = "SELECT id, body FROM entry WHERE id > ? ORDER BY id LIMIT ?"


def drop_oldest(connection: sqlite3.Connection, through: int, appended_before: int) -> int:
    """One bite of what is settled and old; returns how many records went."""
    sql = "SELECT id, appended_at FROM entry WHERE id <= ? ORDER BY id LIMIT ?"
    oldest = connection.execute(sql, (through, FORGET_BITE))
    old = [entry for entry, _ in takewhile(lambda row: row[1] < appended_before, oldest)]
    connection.execute("DELETE FROM entry WHERE id <= ?", (old[-1] if old else 0,))
    return len(old)
