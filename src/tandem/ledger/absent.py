"""
What one look found not to be in the books, for a turn that will ask for it many times.

Most of what settling asks for is not there: the event is new, no visit is known. To ask for each by itself costs
several times a look for all. Only what is *not* there is remembered, and it is forgotten as soon as somebody writes it:
whatever else there is, the books themselves are asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cache

AT_ONCE = (10, 100, 500)
"""In one statement: a few sizes, so that it need not be prepared anew. Older builds of SQLite take 999 values."""

Key = tuple[str, ...]


class Absent:
    """Keys that are not in one table. Whoever inserts there says so: `written`."""

    def __init__(self, connection: sqlite3.Connection, table: str, *columns: str) -> None:
        """`columns`: a unique key of the table. The last one tells most."""
        self._sql = connection
        self._statement = (table, *columns)
        self._keys: set[Key] = set()

    def __contains__(self, key: Key) -> bool:
        return key in self._keys

    def look_for(self, keys: Iterable[Key]) -> None:
        """Inside the transaction that `forget` ends."""
        for among, wanted in _grouped(keys).items():
            for begin in range(0, len(wanted), AT_ONCE[-1]):
                self._look(among, wanted[begin : begin + AT_ONCE[-1]])

    def written(self, key: Key) -> None:
        self._keys.discard(key)

    def forget(self) -> None:
        self._keys.clear()

    def _look(self, among: Key, wanted: list[str]) -> None:
        size = next(size for size in AT_ONCE if len(wanted) <= size)
        asked = (*among, *wanted, *[None] * (size - len(wanted)))
        found = {last for (last,) in self._sql.execute(_among(size, *self._statement), asked)}
        self._keys.update([(*among, each) for each in wanted if each not in found])


def _grouped(keys: Iterable[Key]) -> dict[Key, list[str]]:
    """By all but the last column."""
    groups: dict[Key, list[str]] = {}
    for key in dict.fromkeys(keys):
        groups.setdefault(key[:-1], []).append(key[-1])
    return groups


@cache
def _among(count: int, table: str, *columns: str) -> str:
    *same, last = columns
    where = " AND ".join([*(f"{column} = ?" for column in same), f"{last} IN ({', '.join('?' * count)})"])
    return f"SELECT {last} FROM {table} WHERE {where}"  # noqa: S608 - a table of ours
