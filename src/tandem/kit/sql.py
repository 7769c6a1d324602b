"""SQLite as we use it: write-ahead log, every commit on disk before we say yes, numbered migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar


class WrongVersion(RuntimeError):
    """The file was written by a newer Tandem."""


C = TypeVar("C", bound=sqlite3.Connection)


def connect(path: Path) -> sqlite3.Connection:
    """As `connect_as`, the plain kind."""
    return connect_as(sqlite3.Connection, path)


def connect_as(kind: type[C], path: Path) -> C:
    """
    Open for writing. `synchronous=FULL` makes a commit wait for the disk; `secure_delete` overwrites what is deleted;
    autocommit mode leaves transactions to `transaction`. Usable from any one thread at a time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = kind(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def connect_readonly(path: Path) -> sqlite3.Connection:
    """Open for reading only. Raises `sqlite3.OperationalError` when the file is not there."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
    """
    All of it or nothing; on disk when the block is left. Not `synced`, it is on disk with the next that is: a crash of
    the program takes nothing of it away, a crash of the machine may. Spares the wait for the disk.
    """
    if not synced:
        with _unsynced(connection), transaction(connection):
            yield connection
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may fail the COMMIT itself, and may or may not have ended the transaction by then.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _unsynced(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """A part of a transaction that is done whole or not at all. An exception undoes it and goes on its way."""
    connection.execute("SAVEPOINT part")
    try:
        yield
        connection.execute("RELEASE part")
    except BaseException:
        # A full disk may have ended the whole transaction, and the savepoint with it.
        if connection.in_transaction:
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise


def is_storage_fault(error: BaseException) -> bool:
    """Whether the file or the machine is at fault (full, locked, damaged), and not what was to be written."""
    return isinstance(error, sqlite3.OperationalError | OSError | MemoryError) or type(error) is sqlite3.DatabaseError


def empty_log(connection: sqlite3.Connection) -> bool:
    """Copy the write-ahead log back and cut it off. False when a reader holds on to it for longer than five seconds."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def migrate(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Bring the file to the newest form. `PRAGMA user_version` counts the steps done; each runs in one transaction."""
    (done,) = connection.execute("PRAGMA user_version").fetchone()
    if done > len(steps):
        raise WrongVersion("this data was written by a newer Tandem: upgrade Tandem, or use another data folder")
    for number, step in enumerate(steps[done:], done + 1):
        with transaction(connection):
            if connection.execute("PRAGMA user_version").fetchone() >= (number,):
                continue  # another process has just made this step
            for statement in _statements(step):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    """One by one. A trigger holds semicolons of its own, so SQLite is asked where a statement ends."""
    begun = ""
    for piece in script.split(";"):
        begun += piece + ";"
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
