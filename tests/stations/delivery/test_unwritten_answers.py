"""An answer that comes while the books cannot be written is written down later; what was taken is not sent again."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.dispatch import dispatch
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import Posted
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import event
from tests.support.meta_answers import Script, always, failing, ids, lane, refusing, taking

SOON = NOON + timedelta(seconds=2)
Mend = Callable[[], object]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        opened.ask("PRAGMA busy_timeout = 0")
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


def locked(books: Books) -> Mend:
    """Another program holds the write lock of the ledger, as a backup may."""
    other = sqlite3.connect(books.folder / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def full(books: Books) -> Mend:
    """SQLite is given no further page and has none left, as on a full disk."""
    books.ask("CREATE TABLE others (what)")
    ((pages,),) = books.ask("PRAGMA page_count")
    books.ask(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        while True:
            books.ask("INSERT INTO others VALUES (zeroblob(4000))")
    return lambda: books.ask(f"PRAGMA max_page_count = {2**30}")


class Hindered:
    """A Meta; at its first request, or at that for the one event, something begins to hinder the books."""

    def __init__(self, books: Books, hinder: Callable[[Books], Mend], answer: Script, at: str = "") -> None:
        self._books, self._hinder, self._answer, self._at = books, hinder, answer, at
        self.mend: Mend | None = None

    def __call__(self, request: Posted) -> Answer:
        if self.mend is None and (not self._at or ids(request) == [self._at]):
            self.mend = self._hinder(self._books)
        return self._answer(request)

    def end(self) -> None:
        assert self.mend is not None
        self.mend()


async def post(books: Books, count: int) -> None:
    await books.post(*[event(event_id=str(number)) for number in range(count)])


@pytest.mark.parametrize("hinder", [locked, full])
async def test_what_meta_took_while_the_books_could_not_be_written_is_not_sent_again(
    books: Books, clock: StandingClock, hinder: Callable[[Books], Mend]
) -> None:
    """A thousand events are taken. Nothing is sent until that is in the books, and then each is delivered, once."""
    await post(books, 1_000)
    meta = Hindered(books, hinder, taking)
    wire = always(meta)
    to_meta = lane(books, wire, clock)
    assert await dispatch(to_meta) == 1_000
    assert books.count("lease") == 1_000
    clock.advance(hours=1)
    assert await dispatch(to_meta) == 0
    meta.end()
    assert await dispatch(to_meta) == 0
    assert len(wire.posted) == 1
    assert books.ask("SELECT state, count(*), min(attempts), max(attempts) FROM outbox GROUP BY state") == [
        ("delivered", 1_000, 1, 1)
    ]
    assert books.balance()


async def test_a_fate_bears_the_moment_of_the_answer(books: Books, clock: StandingClock) -> None:
    """Not the moment at which it could be written down: that is what the latencies are counted from."""
    await post(books, 1)
    meta = Hindered(books, locked, taking)
    to_meta = lane(books, always(meta), clock)
    await dispatch(to_meta)
    clock.advance(hours=1)
    meta.end()
    await dispatch(to_meta)
    assert books.ask("SELECT settled_at FROM outbox") == [(int(SOON.timestamp() * 1_000_000),)]


async def test_the_search_for_an_offender_goes_on_where_it_was(books: Books, clock: StandingClock) -> None:
    """A refused batch is halved once the books can be written, and only the offender becomes a dead letter."""
    await post(books, 8)
    meta = Hindered(books, locked, refusing(["5"]))
    wire = always(meta)
    to_meta = lane(books, wire, clock)
    await dispatch(to_meta)
    assert len(wire.posted) == 1
    meta.end()
    assert await dispatch(to_meta) == 8
    assert {name for name, fate in books.fates().items() if fate[0] == "dead"} == {"5"}
    taken = [each for request in wire.posted if "5" not in ids(request) for each in ids(request)]
    assert sorted(taken) == sorted(set(taken)) == ["0", "1", "2", "3", "4", "6", "7"]


async def test_a_blown_fuse_is_not_forgotten_with_the_transaction(books: Books, clock: StandingClock) -> None:
    """The last refusal comes while the books are locked: afterwards all wait again, and the lane stands still."""
    await post(books, 3)
    meta = Hindered(books, locked, failing(100, 2804050), at="3")
    to_meta = lane(books, always(meta), clock, fuse=4)
    await dispatch(to_meta)
    assert set(books.fates().values()) == {("dead", "rejected")}
    await books.post(event(event_id="3"))
    await dispatch(to_meta)
    meta.end()
    assert books.ask("SELECT count(*) FROM pause") == [(0,)]
    await dispatch(to_meta)
    assert books.ask("SELECT cause FROM pause WHERE ended_at IS NULL") == [("fuse",)]
    assert set(books.fates().values()) == {("waiting", None)}


async def test_a_worker_that_dies_with_an_unwritten_answer_costs_one_more_try(
    books: Books, clock: StandingClock
) -> None:
    """What only memory knew is gone with it: the same id is sent once more, as after any crash."""
    await post(books, 1)
    meta = Hindered(books, locked, taking)
    wire = always(meta)
    await dispatch(lane(books, wire, clock))
    meta.end()
    books.crash()
    books.take_back()
    await dispatch(lane(books, wire, clock))
    assert [ids(request) for request in wire.posted] == [["0"], ["0"]]
    assert books.fates() == {"0": ("delivered", None)}
