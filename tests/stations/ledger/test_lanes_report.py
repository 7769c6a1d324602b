"""How the sending stands, read from the file alone, as another process reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.dispatch import dispatch
from tandem.event.outcome import Reason
from tandem.kit.wire import Silence
from tandem.kit.wire_fakes import ScriptedWire
from tandem.ledger.reports.lanes import LanePause, LaneRow, lanes, pauses
from tandem.ledger.reports.snapshot import snapshot
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DESTINATION, event
from tests.support.meta_answers import failing, lane, taking

SOON = NOON + timedelta(seconds=2)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def read(books: Books) -> LaneRow:
    with snapshot(books.folder / "ledger.db") as ledger:
        (row,) = lanes(ledger, SOON)
        return row


async def test_a_lane_tells_what_waits_what_is_dead_and_what_is_urgent(books: Books) -> None:
    week_old = NOON - timedelta(days=6)
    await books.post(event(event_id="urgent", event_time=week_old), *[event(event_id=str(n)) for n in range(3)])
    with books.ledger.turn():
        books.ledger.lanes.keep([DESTINATION], SOON)
        books.ledger.outbox.refuse(DESTINATION, [(4, Reason.REJECTED, "no")], SOON)
    books.claim(SOON, limit=1)
    row = read(books)
    assert (row.waiting, row.in_flight, row.dead) == (2, 1, 1)
    books.take_back()
    row = read(books)
    assert (row.near_deadline, row.next_deadline) == (1, NOON + timedelta(days=1))
    assert (row.breaker, row.pause, row.told_at) == ("closed", None, None)


async def test_a_lane_that_stands_still_tells_why_since_when_and_until_when(books: Books) -> None:
    await books.post(event())
    await dispatch(lane(books, ScriptedWire([failing(190, status=401)]), StandingClock(SOON)))
    row = read(books)
    assert row.pause == LanePause(cause="token", detail="190: no", begun_at=SOON)
    assert (row.breaker, row.retry_at, row.waiting) == ("open", SOON + timedelta(minutes=1), 1)


async def test_the_pauses_of_a_lane_are_its_history(books: Books) -> None:
    clock = StandingClock(SOON)
    await books.post(event(event_id="1"))
    to_meta = lane(books, ScriptedWire([Silence("gone"), failing(10, status=403), taking]), clock, failures=1)
    for _ in range(3):
        await dispatch(to_meta)
        clock.advance(minutes=5)
    with snapshot(books.folder / "ledger.db") as ledger:
        told = [(each.cause, each.begun_at, each.ended_at) for each in pauses(ledger, DESTINATION)]
    five, ten = SOON + timedelta(minutes=5), SOON + timedelta(minutes=10)
    assert told == [("permission", five, ten), ("down", SOON, five)]
