"""What only a journal on disk can promise: to survive, to refuse, to share one sync among many."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tandem.event.errors import NotDurable
from tandem.journal.reader import SqliteJournalReader
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.lock import LockedElsewhere
from tandem.kit.sql import WrongVersion, connect
from tests.support.clock import StandingClock

LAST_ID = 2**62
"""No id and no moment in microseconds lies beyond."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(path)
    yield journal
    journal.close()


def kept(path: Path) -> list[bytes]:
    with closing(SqliteJournalReader(path)) as reader:
        return [record.body for record in reader.after(0, 1_000_000)]


async def test_a_yes_means_that_the_disk_said_yes(journal: SqliteJournal) -> None:
    """WAL and synchronous=FULL (2) on the very connection that writes: sqlite.org/pragma.html#pragma_synchronous"""
    assert journal._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._connection.execute("PRAGMA synchronous").fetchone() == (2,)


async def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    journal = SqliteJournal(path)
    await journal.append([b"a", b"b"])
    journal.close()
    assert kept(path) == [b"a", b"b"]
    again = SqliteJournal(path)
    await again.append([b"c"])
    again.close()
    assert kept(path) == [b"a", b"b", b"c"]


async def test_closing_finishes_what_waits(path: Path) -> None:
    """A stop loses nothing that was begun."""
    journal = SqliteJournal(path)
    waiting = [asyncio.create_task(journal.append([b"%d" % number])) for number in range(500)]
    await asyncio.sleep(0)
    await asyncio.to_thread(journal.close)
    await asyncio.gather(*waiting)
    assert len(kept(path)) == 500


async def test_a_closed_journal_promises_nothing(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.close()
    with pytest.raises(NotDurable, match="closed"):
        await journal.append([b"late"])


async def test_a_second_writer_is_refused(journal: SqliteJournal, path: Path) -> None:
    with pytest.raises(LockedElsewhere, match="another process writes"):
        SqliteJournal(path)
    await journal.append([b"still here"])


async def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(WrongVersion):
        SqliteJournal(path)


class CountingClock(StandingClock):
    """The journal asks its clock once for each commit."""

    asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        return super().__call__()


async def test_appends_that_wait_together_share_a_commit(path: Path) -> None:
    """A thousand senders, far fewer syncs."""
    clock = CountingClock()
    journal = SqliteJournal(path, clock)
    await asyncio.gather(*(journal.append([b"%d" % number]) for number in range(1_000)))
    journal.close()
    assert len(kept(path)) == 1_000
    assert 1 <= clock.asked <= 100


async def test_a_commit_is_bounded_so_that_nobody_waits_for_everybody(path: Path) -> None:
    """Of ten lists of a thousand records, two fit into one commit."""
    clock = CountingClock()
    journal = SqliteJournal(path, clock)
    await asyncio.gather(*(journal.append([b"x"] * 1_000) for _ in range(10)))
    journal.close()
    assert len(kept(path)) == 10_000
    assert clock.asked >= 5


@pytest.mark.parametrize("order", ["full", "broken"])
async def test_when_the_disk_is_full_there_is_no_yes_and_nothing_is_half_kept(
    journal: SqliteJournal, path: Path, order: str
) -> None:
    """`max_page_count` is SQLite's own small disk. With room again, appending goes on by itself."""
    await journal.append([b"before"])
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    small = [b"small"] if order == "broken" else []
    with pytest.raises(NotDurable, match="cannot be written"):
        await journal.append([*small, b"x" * 100_000])
    assert kept(path) == [b"before"]
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    await journal.append([b"after"])
    assert kept(path) == [b"before", b"after"]


async def test_a_broken_connection_means_no_yes(journal: SqliteJournal) -> None:
    journal._connection.close()
    with pytest.raises(NotDurable):
        await journal.append([b"x"])
    with pytest.raises(NotDurable):
        await journal.append([b"the writer still answers"])


async def test_a_fault_in_the_writer_leaves_nobody_waiting(path: Path) -> None:
    """Whatever it is, the sender hears no, and the next one is served."""
    clock = StandingClock()
    journal = SqliteJournal(path, clock)
    clock.now = clock.now.replace(tzinfo=None)
    with pytest.raises(NotDurable):
        await journal.append([b"x"])
    clock.now = StandingClock().now
    await journal.append([b"y"])
    journal.close()
    assert kept(path) == [b"y"]


async def test_a_reader_may_come_before_the_writer(path: Path) -> None:
    """The worker starts first: there is simply nothing to read, and then there is."""
    with closing(SqliteJournalReader(path)) as reader:
        assert reader.after(0, 10) == []
        path.parent.mkdir()
        await asyncio.to_thread(path.touch)
        assert reader.after(0, 10) == []
        journal = SqliteJournal(path)
        await journal.append([b"a"])
        assert [record.body for record in reader.after(0, 10)] == [b"a"]
        journal.close()


async def test_a_reader_may_stay_when_the_writer_goes_and_comes_back(path: Path) -> None:
    first = SqliteJournal(path)
    await first.append([b"a"])
    with closing(SqliteJournalReader(path)) as reader:
        assert len(reader.after(0, 10)) == 1
        first.close()
        assert len(reader.after(0, 10)) == 1
        second = SqliteJournal(path)
        await second.append([b"b"])
        assert [record.body for record in reader.after(0, 10)] == [b"a", b"b"]
        second.close()


async def test_a_reader_cannot_change_the_journal(journal: SqliteJournal, path: Path) -> None:
    await journal.append([b"a"])
    with closing(SqliteJournalReader(path)) as reader:
        reader.after(0, 1)
        assert reader._connection is not None
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._connection.execute("DELETE FROM entry")


async def test_the_write_ahead_log_begins_anew_also_when_appends_never_pause(path: Path) -> None:
    """It must come to be much smaller than what was written through it."""
    journal = SqliteJournal(path, log_pages=100)
    log, written = path.with_name("journal.db-wal"), 0
    while written < 100_000_000 and _size(log) >= written // 2:
        await journal.append([b"x" * 5_000])
        written += 5_000
    grown = _size(log)
    journal.close()
    assert grown < written // 2


def _size(path: Path) -> int:
    return path.stat().st_size


async def test_a_journal_that_was_replaced_is_read_on_from_where_the_old_one_ended(tmp_path: Path) -> None:
    """The ledger's bookmark points beyond the old records; those of a fresh file must not lie before it."""
    path = tmp_path / "journal.db"
    clock = StandingClock()
    journal = SqliteJournal(path, clock)
    await journal.append([b"old"] * 50)
    journal.close()
    with closing(SqliteJournalReader(path)) as reader:
        bookmark = reader.after(0, 100)[-1].id
    for name in ("journal.db", "journal.db-wal", "journal.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)

    clock.advance(seconds=1)
    journal = SqliteJournal(path, clock)
    await journal.append([b"new"])
    journal.close()
    with closing(SqliteJournalReader(path)) as reader:
        assert [record.body for record in reader.after(bookmark, 100)] == [b"new"]


async def test_a_sweep_lets_those_who_append_in_between(tmp_path: Path) -> None:
    """Somebody who appends one after the other, and waits for each, gets in again and again while the old ones go."""
    journal = SqliteJournal(tmp_path / "journal.db")
    await journal.append([b"old" * 200] * 15_000)
    forgetting = asyncio.create_task(journal.forget(LAST_ID, LAST_ID))
    appended = 0
    while not forgetting.done():
        await journal.append([b"new"])
        appended += 1
    journal.close()
    assert appended > 30
