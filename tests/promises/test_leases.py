"""Leases: no two dispatchers send one event at once, a dead one's events go out all the same, and in which order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros
from tandem.ledger.leases import Claimed
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event

SOON = NOON + timedelta(seconds=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def post(books: Books, count: int) -> None:
    """`1` happened first and arrived last: the older an event, the later it came."""
    told = [
        event(event_id=str(number), event_time=NOON - timedelta(hours=10 - number), received_at=NOON - number * MINUTE)
        for number in range(1, count + 1)
    ]
    await books.post(*told)


async def post_in_order(books: Books, count: int) -> None:
    """`1` happened and arrived first: it is the most urgent one and the least fresh."""
    moments = [NOON - timedelta(seconds=count - number) for number in range(count)]
    await books.post(*[event(event_id=str(n), event_time=at, received_at=at) for n, at in enumerate(moments, 1)])


async def test_what_one_dispatcher_holds_no_other_is_given(books: Books) -> None:
    await post(books, 3)
    assert len(books.claim(SOON, owner="first", limit=2)) == 2
    assert len(books.claim(SOON, owner="second")) == 1
    assert books.claim(SOON, owner="third") == []


async def test_a_lease_that_has_run_out_is_due_to_somebody_else_and_not_before(books: Books) -> None:
    await post(books, 1)
    books.claim(SOON, owner="died", until=SOON + MINUTE)
    assert books.claim(SOON + MINUTE - timedelta(microseconds=1), owner="lives") == []
    assert len(books.claim(SOON + MINUTE, owner="lives")) == 1


async def test_a_clock_that_jumps_does_not_make_a_dispatcher_send_twice_what_it_holds(books: Books) -> None:
    await post(books, 1)
    books.claim(SOON, owner="one", until=SOON + MINUTE)
    assert books.claim(SOON + timedelta(days=1), owner="one") == []


async def test_what_is_given_back_is_as_due_as_before(books: Books) -> None:
    await post(books, 2)
    held = books.claim(SOON, owner="one")
    with books.ledger.turn():
        books.ledger.leases.give_back(DESTINATION, [row.conversion for row in held], "one")
    assert books.claim(SOON, owner="other") == held


async def test_nobody_gives_back_what_another_holds(books: Books) -> None:
    await post(books, 1)
    books.claim(SOON, owner="one")
    with books.ledger.turn():
        books.ledger.leases.give_back(DESTINATION, [1], "other")
    assert books.claim(SOON, owner="other") == []


async def test_giving_back_takes_no_fate_away(books: Books) -> None:
    await post(books, 2)
    books.claim(SOON, owner="one")
    with books.ledger.turn():
        books.ledger.outbox.deliver(DESTINATION, [1], SOON)
        books.ledger.outbox.refuse(DESTINATION, [(2, Reason.TOO_THIN, "")], SOON)
        books.ledger.leases.give_back(DESTINATION, [1, 2], "one")
    assert books.fates() == {"1": ("delivered", None), "2": ("refused", "too_thin")}


async def test_a_worker_that_starts_takes_back_what_its_dead_predecessor_held(books: Books) -> None:
    await post(books, 2)
    books.claim(SOON, owner="killed", until=SOON + timedelta(days=1))
    books.crash()
    assert books.take_back() == 2
    assert len(books.claim(SOON, owner="next")) == 2


async def test_what_must_go_first_goes_first(books: Books) -> None:
    """Everything is due and fits: by deadline, whatever came last."""
    await post(books, 4)
    assert books.due(SOON) == ["1", "2", "3", "4"]


async def test_with_a_backlog_the_oldest_deadlines_and_the_freshest_events_share_a_claim(books: Books) -> None:
    """Half and half: today's events are on time, and what is about to expire goes out as well."""
    await post(books, 8)
    fresh = [event(event_id=f"fresh{n}", received_at=SOON + timedelta(milliseconds=n)) for n in range(8)]
    await books.post(*fresh)
    assert books.due(SOON + MINUTE, limit=4) == ["1", "2", "fresh6", "fresh7"]
    assert books.due(SOON + MINUTE, limit=1) == ["1"]


async def test_a_backlog_drains_to_the_last_event_while_new_ones_keep_coming(books: Books) -> None:
    """Each event is claimed once, none is passed over for ever."""
    await post(books, 9)
    seen: list[int] = []
    for number in range(20):
        await books.post(event(event_id=f"new{number}", received_at=SOON))
        seen += [row.conversion for row in books.claim(SOON + MINUTE, limit=3)]
    assert sorted(seen) == list(range(1, 30))


async def test_however_much_is_under_way_each_claim_is_what_is_freshest_and_most_urgent_of_the_rest(
    books: Books,
) -> None:
    """One look serves several claims, and nobody can tell: none is given twice, none is withheld."""
    await post_in_order(books, 37)
    left = list(range(1, 38))
    for _ in range(9):
        wanted = [left.pop(0), left.pop(0), left.pop(), left.pop()]
        assert books.claim(SOON, limit=4) == as_claimed(books, wanted)
    assert [row.conversion for row in books.claim(SOON, limit=4)] == left


async def test_what_got_its_fate_or_another_hour_since_a_look_is_not_given_by_it(books: Books) -> None:
    """Of twelve two are held: that look finds the second claim and the third. Before the third, two of it are gone."""
    await post_in_order(books, 12)
    books.claim(SOON, limit=2)
    books.claim(SOON, limit=2)
    with books.ledger.turn():
        books.ledger.outbox.postpone(DESTINATION, [3], SOON + MINUTE)
        books.ledger.outbox.refuse(DESTINATION, [(10, Reason.TOO_THIN, "")], SOON)
    assert [row.conversion for row in books.claim(SOON, limit=2)] == [4, 9]


async def test_what_comes_due_waits_a_second_at_most_for_those_that_a_look_found_before(books: Books) -> None:
    await post_in_order(books, 12)
    books.claim(SOON, limit=2)
    books.claim(SOON, limit=2)
    await books.post(event(event_id="fresh", received_at=SOON - timedelta(seconds=1)))
    later = SOON + timedelta(seconds=1)
    assert 13 in [row.conversion for row in books.claim(later, limit=2)]


async def test_what_is_not_due_yet_is_in_nobodys_way(books: Books) -> None:
    await post(books, 3)
    with books.ledger.turn():
        books.ledger.outbox.postpone(DESTINATION, [1], SOON + MINUTE)
    assert books.due(SOON, limit=1) == ["2"]
    assert sorted(books.due(SOON)) == ["2", "3"]


def as_claimed(books: Books, numbers: list[int]) -> list[Claimed]:
    """What a claim of these tells, by deadline."""
    rows = books.ask("SELECT id, body, deadline FROM conversion JOIN outbox ON id = conversion ORDER BY deadline, id")
    told = {number: Claimed(number, body, 0, from_micros(deadline), None, "[]") for number, body, deadline in rows}
    return [row for number, row in told.items() if number in numbers]


@pytest.mark.slow
async def test_starting_costs_what_was_in_flight_and_not_what_waits(books: Books) -> None:
    """A hundred thousand rows wait, a thousand were in flight: taking them back is as quick as without the others."""
    spent = []
    for backlog in (1_000, 100_000):
        fill(books, backlog)
        books.claim(SOON, limit=1_000)
        begun = time.perf_counter()
        assert books.take_back() == 1_000
        spent.append(time.perf_counter() - begun)
    assert spent[1] < max(spent[0] * 10, 0.1)


async def test_looking_for_what_is_too_late_costs_the_same_whatever_waits(books: Books) -> None:
    """A week's outage makes a million rows late at once, and each bite of the sweep looks anew. In SQLite's steps."""
    spent = []
    for backlog in (1_000, 20_000):
        fill(books, backlog)
        spent.append(steps(books, lambda: books.ledger.leases.has_late(DESTINATION, SOON)))
    assert spent[1] <= 2 * spent[0]


def steps(books: Books, look: Callable[[], bool]) -> int:
    """How many instructions of its own SQLite needed, in tens; it must find something."""
    counted: list[int] = []
    connection = books.ledger._connection
    connection.set_progress_handler(lambda: counted.append(1), 10)
    assert look()
    connection.set_progress_handler(None, 0)
    return len(counted)


def fill(books: Books, rows: int) -> None:
    """Rows as `settle` would write them, without their events."""
    body = "'{}'"
    with books.ledger.turn():
        books.ask("DELETE FROM outbox")
        books.ask("DELETE FROM conversion")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"
        books.ask(
            "INSERT INTO conversion (id, site, event_name, event_id, event_time, received_at, ads, body)"
            f" {numbers} SELECT i, 'shop', 'Lead', i, 0, 0, 'granted', {body} FROM n"
        )
        books.ask(
            "INSERT INTO outbox (conversion, destination, state, due_at, deadline)"
            f" {numbers} SELECT i, '{DESTINATION}', 'waiting', i, i FROM n"
        )
