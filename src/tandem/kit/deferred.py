"""
A connection on which rows and sums may wait for a later moment of their transaction, to be written together: one
statement for a hundred rows costs a third of a hundred statements.

Nobody can tell the difference. Whatever waits for a table is written before a statement that names this table, before
the transaction ends, and before a savepoint is set or released.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any

ROWS = 100
"""In one statement: older builds of SQLite take 999 values."""

ENDS = ("COMMIT", "SAVEPOINT", "RELEASE")
"""Statements before which all is written."""

Row = tuple[Any, ...]


class DeferringConnection(sqlite3.Connection):
    """Inside a transaction: `defer` a row, `add` to a sum. What is rolled back takes with it what has waited."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rows: dict[str, list[Row]] = {}
        self._sums: dict[str, dict[Row, int]] = {}

    def defer(self, table: str, row: Row) -> None:
        """A whole row of `table`, in the order of its columns, or of those named behind it: `event (id, body)`."""
        self._rows.setdefault(table, []).append(row)

    def add(self, sql: str, key: Row, amount: int = 1) -> None:
        """
        What `sql` adds to, by `key`: once for each key, with all amounts together as the last parameter. It names its
        table as `INTO table`.
        """
        sums = self._sums.setdefault(sql, {})
        sums[key] = sums.get(key, 0) + amount

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if self._rows or self._sums:
            self._before(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        if self._rows or self._sums:
            self._before(sql)
        return super().executemany(sql, parameters)

    def _before(self, sql: str) -> None:
        if sql.startswith("ROLLBACK"):
            self._rows.clear()
            self._sums.clear()
            return
        ends = sql.startswith(ENDS)
        for table in [table for table in self._rows if ends or _name(table) in sql]:
            self._insert(table, self._rows.pop(table))
        for into in [into for into in self._sums if ends or _name(into.partition("INTO ")[2]) in sql]:
            sums = self._sums.pop(into)
            super().executemany(into, [(*key, amount) for key, amount in sums.items()])

    def _insert(self, table: str, rows: Sequence[Row]) -> None:
        left = iter(rows)
        while some := list(islice(left, ROWS)):
            super().execute(_insertion(table, len(some[0]), len(some)), [value for row in some for value in row])


@cache
def _name(table: str) -> str:
    return table.split(maxsplit=1)[0]


@cache
def _insertion(table: str, columns: int, rows: int) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {', '.join([row] * rows)}"  # noqa: S608 - a table of ours
