"""SQLite as we use it: durable, whole or not at all, and never the wrong version."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tandem.kit.sql import WrongVersion, connect, connect_as, connect_readonly, migrate, transaction

FIRST = "CREATE TABLE note (text TEXT NOT NULL); CREATE INDEX note_by_text ON note (text)"
SECOND = "ALTER TABLE note ADD COLUMN at INTEGER"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "a" / "notes.db")
    yield connection
    connection.close()


def _columns(connection: sqlite3.Connection) -> list[str]:
    return [row[1] for row in connection.execute("PRAGMA table_info(note)")]


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_commit_waits_for_the_disk(connection: sqlite3.Connection) -> None:
    """WAL, and FULL (2): each commit is synced before it returns. sqlite.org/pragma.html#pragma_synchronous"""
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_what_need_not_wait_for_the_disk_does_not_and_the_next_commit_does(connection: sqlite3.Connection) -> None:
    """NORMAL (1) syncs a log before it is copied into the file, and no commit; also behind one that fails."""
    with transaction(connection, synced=False):
        assert connection.execute("PRAGMA synchronous").fetchone() == (1,)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with pytest.raises(sqlite3.OperationalError), transaction(connection, synced=False):
        connection.execute("no statement")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert not connection.in_transaction


def test_a_new_file_is_brought_to_the_newest_form(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST, SECOND))
    assert _columns(connection) == ["text", "at"]
    assert _version(connection) == 2


class Overtaken(sqlite3.Connection):
    """Another process is a moment faster at the first write."""

    overtake: Callable[[], None] | None = None

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        if sql == "BEGIN IMMEDIATE" and self.overtake:
            overtake, self.overtake = self.overtake, None
            overtake()
        return super().execute(sql, *rest)


def test_two_processes_that_start_together_bring_it_there_once(tmp_path: Path) -> None:
    """Acceptor and worker open the same file at the very first start."""
    path = tmp_path / "notes.db"
    second = connect_as(Overtaken, path)

    def first() -> None:
        faster = connect(path)
        migrate(faster, (FIRST, SECOND))
        faster.close()

    second.overtake = first
    migrate(second, (FIRST, SECOND))
    assert (_columns(second), _version(second)) == (["text", "at"], 2)
    second.close()


def test_a_migration_may_hold_a_trigger(connection: sqlite3.Connection) -> None:
    """A semicolon inside a trigger or a text ends no statement."""
    trigger = "CREATE TRIGGER echo AFTER INSERT ON note BEGIN DELETE FROM note WHERE text = 'a;b'; SELECT 1; END;"
    migrate(connection, (FIRST, f"{trigger}\nINSERT INTO note VALUES ('a;b'); INSERT INTO note VALUES ('kept')"))
    assert connection.execute("SELECT text FROM note").fetchall() == [("kept",)]


def test_a_file_of_the_last_version_keeps_its_rows(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))
    connection.execute("INSERT INTO note VALUES ('kept')")
    migrate(connection, (FIRST, SECOND))
    migrate(connection, (FIRST, SECOND))
    assert connection.execute("SELECT text, at FROM note").fetchall() == [("kept", None)]


def test_a_file_of_a_newer_version_is_refused_and_left_alone(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST, SECOND))
    with pytest.raises(WrongVersion, match="newer Tandem: upgrade"):
        migrate(connection, (FIRST,))
    assert _version(connection) == 2


def test_a_migration_that_fails_leaves_the_file_as_it_was(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (FIRST, f"{SECOND}; NONSENSE"))
    assert (_columns(connection), _version(connection)) == (["text"], 1)


def test_a_transaction_is_whole_or_not_at_all(connection: sqlite3.Connection) -> None:
    migrate(connection, (FIRST,))
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.executemany("INSERT INTO note VALUES (?)", [("half",), (None,)])
    with transaction(connection):
        connection.execute("INSERT INTO note VALUES ('whole')")
    assert connection.execute("SELECT text FROM note").fetchall() == [("whole",)]


def test_a_commit_that_fails_does_not_block_the_next_one(connection: sqlite3.Connection) -> None:
    """A deferred foreign key fails the COMMIT itself, as a full disk may; afterwards writing goes on."""
    connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute("INSERT INTO child VALUES (1)")
    with transaction(connection):
        connection.execute("INSERT INTO parent VALUES (1)")
    assert connection.execute("SELECT count(*) FROM child").fetchone() == (0,)


@pytest.mark.parametrize("folder", ["plain", "with space", "odd#name?50%", "ünïcode"])
def test_a_reader_finds_the_file_wherever_it_lies(tmp_path: Path, folder: str) -> None:
    """A folder's name is not part of an address."""
    path = tmp_path / folder / "notes.db"
    writer = connect(path)
    migrate(writer, (FIRST,))
    reader = connect_readonly(path)
    assert reader.execute("SELECT count(*) FROM note").fetchone() == (0,)
    reader.close()
    writer.close()


def test_a_reader_cannot_write(connection: sqlite3.Connection, tmp_path: Path) -> None:
    migrate(connection, (FIRST,))
    reader = connect_readonly(tmp_path / "a" / "notes.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("INSERT INTO note VALUES ('x')")
    reader.close()


def test_a_reader_does_not_make_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        connect_readonly(tmp_path / "gone.db")
    assert not (tmp_path / "gone.db").exists()
