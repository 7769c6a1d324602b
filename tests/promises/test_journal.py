"""
The journal's promises, asked of every implementation: add the next one to `KINDS` and write nothing else.

What only a journal on disk can promise is asked in tests/stations/journal.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.journal.contract import Journal, JournalReader
from tandem.journal.memory import MemoryJournal
from tandem.journal.reader import SqliteJournalReader
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import micros
from tandem.traces.desk import Desk
from tandem.traces.intake import Appended, TracedJournal
from tests.support.clock import NOON, StandingClock

EVERYTHING = 1_000_000


class Pair(Protocol):
    """A writer and a reader of one journal, as two processes would hold them."""

    writer: Journal
    reader: JournalReader

    def close(self) -> None: ...


class InMemory:
    def __init__(self, folder: Path, clock: StandingClock) -> None:
        self.writer = self.reader = MemoryJournal(clock)

    def close(self) -> None:
        pass


class OnDisk:
    def __init__(self, folder: Path, clock: StandingClock) -> None:
        self.writer = SqliteJournal(folder / "journal.db", clock)
        self.reader = SqliteJournalReader(folder / "journal.db")

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


class Watched(OnDisk):
    """As an acceptor holds it whose events are traced."""

    def __init__(self, folder: Path, clock: StandingClock) -> None:
        super().__init__(folder, clock)
        self._desk: Desk[Appended] = Desk(lambda _: None)
        self._journal, self.writer = self.writer, TracedJournal(self.writer, self._desk, clock)

    def close(self) -> None:
        self._desk.close(seconds=10)
        self.writer = self._journal
        super().close()


KINDS: list[Callable[[Path, StandingClock], Pair]] = [InMemory, OnDisk, Watched]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
async def journal(request: pytest.FixtureRequest, tmp_path: Path, clock: StandingClock) -> AsyncIterator[Pair]:
    pair = request.param(tmp_path, clock)
    yield pair
    pair.close()


def bodies(journal: Pair, entry: int = 0, limit: int = EVERYTHING) -> list[bytes]:
    return [record.body for record in journal.reader.after(entry, limit)]


def ids(journal: Pair) -> list[int]:
    return [record.id for record in journal.reader.after(0, EVERYTHING)]


async def test_a_new_journal_is_empty(journal: Pair) -> None:
    assert journal.reader.after(0, 10) == []


async def test_records_are_read_in_the_order_they_were_appended(journal: Pair) -> None:
    """Within one append and across appends."""
    await journal.writer.append([b"1", b"2", b"3"])
    await journal.writer.append([b"4"])
    assert bodies(journal) == [b"1", b"2", b"3", b"4"]
    assert ids(journal) == sorted(set(ids(journal)))


async def test_what_append_returned_from_can_be_read_at_once(journal: Pair) -> None:
    for number in range(20):
        await journal.writer.append([b"%d" % number])
        assert bodies(journal)[-1] == b"%d" % number


async def test_an_append_of_nothing_keeps_nothing(journal: Pair) -> None:
    await journal.writer.append([])
    assert journal.reader.after(0, 10) == []


@pytest.mark.parametrize("size", [0, 1, 4_096, 65_536, 300_000])
async def test_bytes_come_back_unchanged(journal: Pair, size: int) -> None:
    """Every byte value, no byte at all, and more than any honest event."""
    body = random.Random(size).randbytes(size)
    await journal.writer.append([body, bytes(range(256))])
    assert bodies(journal) == [body, bytes(range(256))]


async def test_a_reader_takes_up_behind_its_bookmark(journal: Pair) -> None:
    await journal.writer.append([b"%d" % number for number in range(10)])
    fourth = journal.reader.after(0, 4)[-1].id
    assert bodies(journal, fourth, 3) == [b"4", b"5", b"6"]
    assert bodies(journal, ids(journal)[-1]) == []


async def test_an_id_is_never_used_twice(journal: Pair) -> None:
    """Not even after the newest records are gone: a reader behind a bookmark would pass over the next ones."""
    await journal.writer.append([b"a", b"b"])
    newest = ids(journal)[-1]
    assert await journal.writer.forget(newest, micros(NOON) + 1) == 2
    await journal.writer.append([b"c"])
    assert bodies(journal, newest) == [b"c"]


async def test_only_what_is_settled_and_old_is_forgotten(journal: Pair, clock: StandingClock) -> None:
    await journal.writer.append([b"old, settled", b"old, not settled"])
    old = clock.now
    clock.advance(hours=1)
    await journal.writer.append([b"new"])
    settled = ids(journal)[0]
    assert await journal.writer.forget(settled, micros(old)) == 0
    assert await journal.writer.forget(settled, micros(clock.now)) == 1
    assert bodies(journal) == [b"old, not settled", b"new"]


async def test_many_are_forgotten_while_appends_go_on(journal: Pair, clock: StandingClock) -> None:
    """Nothing of the new is lost and nothing of the old is left."""
    await journal.writer.append([b"old"] * 7_001)
    through = ids(journal)[-1]
    clock.advance(hours=1)
    forgetting = asyncio.create_task(journal.writer.forget(through, micros(clock.now)))
    await asyncio.gather(*(journal.writer.append([b"new"]) for _ in range(50)))
    assert await forgetting == 7_001
    assert bodies(journal) == [b"new"] * 50


async def test_what_is_behind_a_younger_record_is_kept_as_long_as_that_one(journal: Pair, clock: StandingClock) -> None:
    """A clock that was put back makes nothing go before its time."""
    await journal.writer.append([b"young"])
    clock.advance(days=-2)
    await journal.writer.append([b"seems old"])
    assert await journal.writer.forget(ids(journal)[-1], micros(NOON)) == 0
    assert bodies(journal) == [b"young", b"seems old"]


async def test_a_clock_that_is_put_back_disorders_nothing(journal: Pair, clock: StandingClock) -> None:
    await journal.writer.append([b"first"])
    clock.advance(days=-1)
    await journal.writer.append([b"second"])
    assert bodies(journal) == [b"first", b"second"]


async def test_many_appends_at_once_are_all_kept_each_whole_and_in_its_own_order(journal: Pair) -> None:
    """Fifty senders, twenty lists of three: no list is torn, no sender's later list stands before an earlier one."""

    async def send(sender: int) -> None:
        for turn in range(20):
            await journal.writer.append([b"%d %d %d" % (sender, turn, part) for part in range(3)])

    await asyncio.gather(*(send(sender) for sender in range(50)))
    kept = [tuple(map(int, body.split())) for body in bodies(journal)]
    assert len(kept) == 50 * 20 * 3
    for sender in range(50):
        assert [each[1:] for each in kept if each[0] == sender] == [(t, p) for t in range(20) for p in range(3)]
    lists = [kept[start : start + 3] for start in range(0, len(kept), 3)]
    assert all(len({each[:2] for each in one}) == 1 for one in lists)


async def test_a_reader_misses_nothing_while_appends_go_on(journal: Pair) -> None:
    """It reads small bites behind its bookmark, as the worker does, and sees each record once and in order."""
    total, seen, bookmark = 400, [], 0

    async def send(numbers: range) -> None:
        for number in numbers:
            await journal.writer.append([b"%d" % number])

    senders = [asyncio.create_task(send(range(start, total, 4))) for start in range(4)]
    while len(seen) < total:
        bite = await asyncio.to_thread(journal.reader.after, bookmark, 7)
        seen += bite
        bookmark = bite[-1].id if bite else bookmark
    await asyncio.gather(*senders)
    assert [record.id for record in seen] == ids(journal)
    assert sorted(int(record.body) for record in seen) == list(range(total))


async def test_a_sender_that_gives_up_waiting_disturbs_nobody(journal: Pair) -> None:
    """Its records may be kept or not, together; everyone else's are."""
    impatient = [asyncio.create_task(journal.writer.append([b"x", b"y"])) for _ in range(20)]
    await asyncio.sleep(0)
    for task in impatient:
        task.cancel()
    await journal.writer.append([b"z"])
    await asyncio.gather(*impatient, return_exceptions=True)
    kept = bodies(journal)
    assert kept.count(b"z") == 1
    assert kept.count(b"x") == kept.count(b"y")


APPENDS = st.lists(st.lists(st.binary(max_size=40), max_size=4), max_size=12)


@given(appends=APPENDS, bite=st.integers(1, 5))
async def test_whatever_is_appended_is_read_whole_in_order_in_bites_of_any_size(
    appends: list[list[bytes]], bite: int
) -> None:
    memory = MemoryJournal()
    for each in appends:
        await memory.append(each)
    read, bookmark = [], 0
    while bitten := memory.after(bookmark, bite):
        read += [record.body for record in bitten]
        bookmark = bitten[-1].id
    assert read == [body for each in appends for body in each]
