"""What is written later in a transaction reads as if it had been written at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.kit.deferred import ROWS, DeferringConnection
from tandem.kit.sql import connect_as, migrate, savepoint, transaction

SCHEMA = (
    "CREATE TABLE note (text TEXT PRIMARY KEY, size INTEGER); CREATE TABLE total (name TEXT PRIMARY KEY, n INTEGER)"
)
SUM = "INSERT INTO total VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[DeferringConnection]:
    connection = connect_as(DeferringConnection, tmp_path / "books.db")
    migrate(connection, (SCHEMA,))
    yield connection
    connection.close()


def _seen(path: Path, sql: str) -> list[tuple[object, ...]]:
    """By another connection: what is committed."""
    other = sqlite3.connect(path)
    try:
        return other.execute(sql).fetchall()
    finally:
        other.close()


def _write_and_fail(books: DeferringConnection, text: str) -> None:
    books.defer("note", (text, 1))
    books.add(SUM, (text,))
    raise ZeroDivisionError


def test_whoever_asks_for_the_table_sees_its_rows(books: DeferringConnection) -> None:
    with transaction(books):
        books.defer("note", ("a", 1))
        books.defer("note (text)", ("b",))
        assert books.execute("SELECT text, size FROM note ORDER BY text").fetchall() == [("a", 1), ("b", None)]


def test_a_commit_writes_every_row_and_every_sum(books: DeferringConnection, tmp_path: Path) -> None:
    """One statement's worth, and some more."""
    rows = 2 * ROWS + 1
    with transaction(books):
        for number in range(rows):
            books.defer("note", (str(number), number))
            books.add(SUM, ("even" if number % 2 == 0 else "odd",))
    assert _seen(tmp_path / "books.db", "SELECT count(*), sum(size) FROM note") == [(rows, rows * (rows - 1) // 2)]
    assert _seen(tmp_path / "books.db", "SELECT name, n FROM total ORDER BY name") == [
        ("even", ROWS + 1),
        ("odd", ROWS),
    ]


def test_what_is_rolled_back_takes_with_it_what_has_waited(books: DeferringConnection) -> None:
    with pytest.raises(ZeroDivisionError), transaction(books):
        _write_and_fail(books, "a")
    with transaction(books):
        books.defer("note", ("b", 1))
    assert books.execute("SELECT text FROM note").fetchall() == [("b",)]
    assert books.execute("SELECT count(*) FROM total").fetchone() == (0,)


def test_a_part_that_fails_takes_only_its_own(books: DeferringConnection) -> None:
    with transaction(books):
        books.defer("note", ("before", 1))
        with pytest.raises(ZeroDivisionError), savepoint(books):
            _write_and_fail(books, "within")
        books.defer("note", ("after", 1))
    assert books.execute("SELECT text FROM note ORDER BY text").fetchall() == [("after",), ("before",)]


def test_a_row_that_cannot_be_written_fails_the_part_it_belongs_to(books: DeferringConnection) -> None:
    """Not the next one, and not the whole: so the entry that brought it is the one that is set aside."""
    with transaction(books):
        books.defer("note", ("once", 1))
        with pytest.raises(sqlite3.IntegrityError), savepoint(books):
            books.defer("note", ("once", 2))
        books.defer("note", ("twice", 1))
    assert books.execute("SELECT text, size FROM note ORDER BY text").fetchall() == [("once", 1), ("twice", 1)]
