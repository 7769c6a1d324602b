"""The seven-day clock: what passes its deadline gets its fate and the cause of its delay, even while nothing goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.delivery.sweep import refuse_late, refuse_removed, warn_of_deadlines
from tandem.dispatch import dispatch
from tandem.event.model import Grants
from tandem.kit.wire import Silence
from tandem.kit.wire_fakes import ScriptedWire, SilentWire
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DESTINATION, event
from tests.support.meta_answers import always, failing, lane, taking

SOON = NOON + timedelta(seconds=2)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


def details(books: Books) -> list[str]:
    return [detail for (detail,) in books.ask("SELECT detail FROM outbox WHERE reason = 'too_late'")]


async def test_an_event_too_late_after_a_broken_token_says_so(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    to_meta = lane(books, ScriptedWire([failing(190, status=401), taking]), clock)
    await dispatch(to_meta)
    clock.advance(days=8)
    assert refuse_late(to_meta) == 1
    assert details(books) == [
        "the event is more than 7 days old, Meta takes no older ones:"
        f" its token was not accepted from {SOON:%Y-%m-%d %H:%M} (UTC)"
    ]
    assert books.fates() == {"order_1001": ("refused", "too_late")}


async def test_an_event_too_late_after_silence_says_when_it_was(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_id="1"), event(event_id="2", event_time=SOON + timedelta(days=2)))
    to_meta = lane(books, ScriptedWire([Silence("gone"), taking]), clock, failures=1)
    await dispatch(to_meta)
    clock.advance(days=7)
    await dispatch(to_meta)
    await dispatch(to_meta)
    assert books.fates() == {"1": ("refused", "too_late"), "2": ("delivered", None)}
    assert f"the destination did not answer from {SOON:%Y-%m-%d %H:%M}" in details(books)[0]


async def test_an_event_that_arrived_late_says_how_late(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_time=NOON - timedelta(days=6, hours=23)))
    clock.advance(hours=2)
    assert refuse_late(lane(books, always(taking), clock)) == 1
    assert details(books)[0].endswith("it arrived 6 days late")


async def test_an_event_that_nobody_tried_says_that_the_gateway_was_off(books: Books, clock: StandingClock) -> None:
    """Every event arrives a moment after it happened: that moment is not the cause of a week."""
    await books.post(event(event_time=NOON - timedelta(seconds=1)))
    clock.advance(days=8)
    refuse_late(lane(books, always(taking), clock))
    assert details(books)[0].endswith("it waited 6 days here without a try: the gateway was off, or behind")


async def test_an_event_that_was_tried_in_vain_says_how_often(books: Books, clock: StandingClock) -> None:
    """A lone failure pauses nobody; a cause that took an hour does not explain a week."""
    await books.post(event(event_time=NOON - timedelta(hours=1)))
    to_meta = lane(books, SilentWire(), clock)
    for _ in range(2):
        await dispatch(to_meta)
        clock.advance(days=2)
    clock.advance(days=4)
    refuse_late(to_meta)
    assert details(books)[0].endswith("2 tries in 6 days came to nothing")


async def test_an_event_that_waited_for_its_consent_says_so(books: Books, clock: StandingClock) -> None:
    late = NOON + timedelta(days=6)
    await books.post(event(grants=Grants("granted", "manual", late)))
    clock.advance(days=7)
    refuse_late(lane(books, always(taking), clock))
    assert details(books)[0].endswith("it waited 6 days for the visitor's consent")


async def test_what_can_still_be_sent_is_left_alone(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_id="late"), event(event_id="shop", action_source="physical_store"))
    clock.advance(days=8)
    assert refuse_late(lane(books, SilentWire(), clock)) == 1
    assert books.fates() == {"late": ("refused", "too_late"), "shop": ("waiting", None)}


async def test_a_warning_counts_what_becomes_unsendable_within_two_days(books: Books, clock: StandingClock) -> None:
    """On the fifth day of seven, and not before."""
    await books.post(event(event_id="1"), event(event_id="2", event_time=NOON + timedelta(hours=12)))
    to_meta = lane(books, SilentWire(), clock)
    clock.now = NOON + timedelta(days=5) - timedelta(microseconds=1)
    assert warn_of_deadlines(to_meta) == 0
    clock.advance(seconds=1)
    assert warn_of_deadlines(to_meta) == 1


async def test_what_is_owed_to_a_destination_that_was_removed_is_given_up_after_the_grace(
    books: Books, clock: StandingClock
) -> None:
    await books.post(event())
    with books.ledger.turn():
        books.ledger.lanes.keep([DESTINATION], clock())
        books.ledger.lanes.keep([], clock())
    day = timedelta(days=1)
    clock.advance(hours=23)
    assert refuse_removed(books.ledger, day, clock) == 0
    clock.advance(hours=1)
    assert refuse_removed(books.ledger, day, clock) == 1
    assert books.fates() == {"order_1001": ("refused", "destination_removed")}
    assert books.events() == [None]
    assert books.balance()


async def test_a_destination_that_comes_back_in_time_loses_nothing(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    with books.ledger.turn():
        for kept in ([DESTINATION], [], [DESTINATION]):
            books.ledger.lanes.keep(kept, clock())
    clock.advance(days=3)
    assert refuse_removed(books.ledger, timedelta(days=1), clock) == 0
    assert books.fates() == {"order_1001": ("waiting", None)}
