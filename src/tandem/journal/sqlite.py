"""
The journal on disk: one SQLite file, write-ahead logged, `synchronous=FULL`.

Appends that wait at the same moment share one transaction, so a slow disk costs each of them one sync and not a queue
of syncs. One thread writes; another copies the log back into the file, so that no append pays for that. Ids come from
AUTOINCREMENT: without it SQLite hands out the id of a deleted last row again, and a reader that remembers its place
would pass over the new record.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from tandem.event.errors import NotDurable
from tandem.journal.past import FORGET_BITE, FORGET_BREATH, Past, drop_oldest
from tandem.journal.waiting import Append, Waiting, tell
from tandem.kit.clock import Clock, micros, system_clock
from tandem.kit.lock import hold_alone
from tandem.kit.sql import connect, migrate, transaction

ROWS_LIMIT = 400
"""Records in one statement: two values each, and older builds of SQLite take 999."""

CHECKPOINT_EVERY = 0.2
"""Seconds between checkpoints."""

CHECKPOINT_AT_REST = 60.0
"""Seconds between checkpoints while nothing is written: for what a reader held back the last time."""

LOG_PAGES = 16_384
"""64 MiB: a write-ahead log beyond this is begun anew, also when appends never pause."""

MIGRATIONS = (
    "CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, appended_at INTEGER NOT NULL, body BLOB NOT NULL)",
)

FIRST_ID = """
INSERT INTO sqlite_sequence (name, seq) SELECT 'entry', ?
WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'entry')
"""
"""
The ids of a new file begin at the microsecond it was made. So a file that takes the place of another one, after a lost
disk say, goes on beyond every id of the old one, and the ledger's bookmark passes over nothing.
"""


class SqliteJournal:
    """The writer. One per file: a second one is refused with `LockedElsewhere`."""

    def __init__(self, path: Path, clock: Clock = system_clock, log_pages: int = LOG_PAGES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = hold_alone(path.with_suffix(".lock"))
        self._path = path
        self._clock = clock
        self._log_pages = log_pages
        self._connection = connect(path)
        migrate(self._connection, MIGRATIONS)
        self._connection.execute(FIRST_ID, (micros(clock()),))
        self._connection.execute("PRAGMA wal_autocheckpoint = 0")
        self.problem: str | None = None
        self._waiting = Waiting()
        self._turn = threading.Lock()
        self.past = Past(path, self._connection, self._turn)
        self._closing = threading.Event()
        self._written = threading.Event()
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._write, self._checkpoint)]
        for thread in self._threads:
            thread.start()

    async def append(self, bodies: Sequence[bytes]) -> None:
        if bodies:
            await self._kept(bodies)

    async def prove(self) -> None:
        await self._kept(())

    async def _kept(self, bodies: Sequence[bytes]) -> None:
        if self._closing.is_set():
            raise NotDurable("the journal is closed")
        await self._waiting.until_kept(bodies)

    async def forget(self, through: int, appended_before: int) -> int:
        return await asyncio.to_thread(self._forget, through, appended_before)

    def close(self) -> None:
        """Finish what waits, then let go of the file."""
        self._closing.set()
        self._written.set()
        self._waiting.end()
        for thread in self._threads:
            thread.join()
        self._connection.close()
        self._lock.close()

    def _write(self) -> None:
        while group := self._waiting.group():
            tell(group, self._commit(group))

    def _commit(self, group: Sequence[Append]) -> NotDurable | None:
        try:
            now = micros(self._clock())
            bodies = [body for append in group for body in append.bodies]
            with self._turn:
                self._insert(now, bodies)
        except Exception as error:  # noqa: BLE001 - whatever it is: a writer that dies would leave everybody waiting
            self.problem = f"the journal cannot be written: {error}"
            return NotDurable(self.problem)
        self.problem = None
        self._written.set()
        return None

    def _insert(self, now: int, bodies: Sequence[bytes]) -> None:
        """
        One statement is a transaction by itself: where all of them fit, this thread waits for the interpreter once, and
        not before and after as well.
        """
        if 0 < len(bodies) <= ROWS_LIMIT:
            self._connection.execute(*_insert(now, bodies))
            return
        with transaction(self._connection):
            for start in range(0, len(bodies), ROWS_LIMIT):
                self._connection.execute(*_insert(now, bodies[start : start + ROWS_LIMIT]))
            if not bodies:
                _write_nothing(self._connection)

    def _forget(self, through: int, appended_before: int) -> int:
        """
        Bite by bite, so that a day's records to drop hold up no append, and without a look at those that stay. After
        each bite it stands aside: a lock that is asked for again at once is not handed to who waits for it.
        """
        gone, bite = 0, FORGET_BITE
        while bite == FORGET_BITE:
            with self._turn, transaction(self._connection) as connection:
                bite = drop_oldest(connection, through, appended_before)
            gone += bite
            self._written.set()
            self._closing.wait(FORGET_BREATH)
        return gone

    def _checkpoint(self) -> None:
        connection = connect(self._path)
        while not self._closing.wait(CHECKPOINT_EVERY):
            with contextlib.suppress(sqlite3.Error):
                self._copy_back(connection)
            self._written.wait(CHECKPOINT_AT_REST)
            self._written.clear()
        connection.close()

    def _copy_back(self, connection: sqlite3.Connection) -> None:
        """
        SQLite begins its log anew only when all of it has been copied, which appends without a pause prevent. When it
        has grown long, the writer waits for the copying of the little that came meanwhile.
        """
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > self._log_pages:
            with self._turn:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _insert(now: int, bodies: Sequence[bytes]) -> tuple[str, list[int | bytes]]:
    """
    One statement for many records. With one for each, this thread would have to win the interpreter back from the busy
    loop after every record, which costs more than the writing.
    """
    rows = ", ".join(["(?, ?)"] * len(bodies))
    sql = f"INSERT INTO entry (appended_at, body) VALUES {rows}"  # noqa: S608 - question marks only
    return sql, [value for body in bodies for value in (now, body)]


def _write_nothing(connection: sqlite3.Connection) -> None:
    """A record that is gone before anybody can read it: it takes an id, and ids only grow."""
    made = connection.execute("INSERT INTO entry (appended_at, body) VALUES (0, '')").lastrowid
    connection.execute("DELETE FROM entry WHERE id = ?", (made,))
