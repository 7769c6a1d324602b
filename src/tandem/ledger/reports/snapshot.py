"""One moment of the ledger, read without holding up its writer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tandem.kit.sql import connect_readonly
from tandem.ledger.sqlite import MIGRATIONS


class NoLedger(LookupError):
    """The worker has not made the ledger yet, or has not brought it to this version."""


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Every query inside the block sees the same commit. Raises `NoLedger`."""
    with closing(open_ledger(path)) as connection:
        connection.execute("BEGIN")
        yield connection


def open_ledger(path: Path) -> sqlite3.Connection:
    """The ledger, for reading only. The caller closes it. Raises `NoLedger`."""
    if not path.is_file():
        raise NoLedger
    connection = connect_readonly(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < len(MIGRATIONS):
        connection.close()
        raise NoLedger
    return connection
