"""Several batches of one lane under way at once: what one has let go of is the other's."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.dispatch import dispatch
from tandem.event.extras import Envelope
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import Posted, SilentWire
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import event
from tests.support.meta_answers import always, failing, ids, lane, taking
from tests.support.waiting import eventually


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON + timedelta(seconds=2))


class SlowMeta(SilentWire):
    """Busy at the first request of all; takes the others, each when its event is let go."""

    def __init__(self) -> None:
        self.posted: list[list[str]] = []
        self.let_go: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        request = Posted(url, body, headers)
        self.posted.append(ids(request))
        if len(self.posted) == 1:
            return failing(2, status=500)(request)
        await self.let_go[ids(request)[0]].wait()
        return taking(request)


async def test_what_was_put_off_and_is_sent_by_another_is_not_given_back_by_the_first(
    books: Books, clock: StandingClock
) -> None:
    """A batch of two requests: the first is put off, and under way again before the second is answered."""
    await books.post(event(event_id="1"), event(event_id="2", envelope=Envelope(upload_tag="may")))
    meta = SlowMeta()
    to_meta = lane(books, meta, clock)
    first = asyncio.create_task(dispatch(to_meta))
    await eventually(lambda: meta.posted, lambda posted: posted == [["1"], ["2"]])
    clock.advance(seconds=1)
    second = asyncio.create_task(dispatch(to_meta))
    await eventually(lambda: meta.posted, lambda posted: posted == [["1"], ["2"], ["1"]])
    meta.let_go["2"].set()
    await first
    assert await dispatch(to_meta) == 0
    meta.let_go["1"].set()
    await second
    assert meta.posted == [["1"], ["2"], ["1"]]
    assert books.fates() == {"1": ("delivered", None), "2": ("delivered", None)}


async def test_a_try_that_finds_nothing_to_send_is_followed_by_another(books: Books, clock: StandingClock) -> None:
    """Meta is tried with one event, which cannot be read: that says nothing of Meta, and the next one goes."""
    await books.post(event(event_id="1", event_time=NOON - timedelta(days=1)), event(event_id="2"))
    await dispatch(lane(books, SilentWire(), clock, failures=1))
    books.ask("UPDATE conversion SET body = x'00' WHERE event_id = '1'")
    clock.advance(hours=1)
    to_meta = lane(books, always(taking), clock, failures=1)
    assert [await dispatch(to_meta) for _ in range(2)] == [0, 1]
    assert books.fates() == {"1": ("dead", "our_fault"), "2": ("delivered", None)}


async def test_a_try_that_could_not_be_written_down_is_followed_by_another(books: Books, clock: StandingClock) -> None:
    """What cannot be written is not claimed; afterwards the destination is tried as if nothing had been."""
    await books.post(event())
    await dispatch(lane(books, SilentWire(), clock, failures=1))
    clock.advance(hours=1)
    wire = always(taking)
    to_meta = lane(books, wire, clock, failures=1)
    books.ask("CREATE TRIGGER locked BEFORE INSERT ON lane BEGIN SELECT RAISE(FAIL, 'no'); END")
    with pytest.raises(sqlite3.Error):
        await dispatch(to_meta)
    books.ask("DROP TRIGGER locked")
    assert [await dispatch(to_meta), len(wire.posted)] == [1, 1]
