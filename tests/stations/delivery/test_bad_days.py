"""What a bad day may cost: a pause, never an event. Each rule is read off the books afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.dispatch import dispatch
from tandem.kit.clock import micros
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import Posted, ScriptedWire, SilentWire
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import ADA, FBC, event
from tests.support.meta_answers import always, failing, ids, lane, refusing, taking

SOON = NOON + timedelta(seconds=2)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


async def post(books: Books, count: int, **changes: Any) -> None:
    await books.post(*[event(event_id=str(number), **changes) for number in range(count)])


def states(books: Books) -> dict[str, int]:
    return dict(books.ask("SELECT state, count(*) FROM outbox GROUP BY state"))


def pauses(books: Books) -> list[tuple[Any, ...]]:
    return books.ask("SELECT cause, ended_at IS NULL FROM pause ORDER BY id")


async def test_after_five_failures_the_destination_is_left_alone_and_tried_with_one_event(
    books: Books, clock: StandingClock
) -> None:
    """The breaker opens; one event goes first, and when it is taken the rest follows."""
    await post(books, 3)
    to_meta = lane(books, ScriptedWire([*[Silence("no answer")] * 5, taking, taking]), clock, roll=1.0)
    for _ in range(5):
        assert await dispatch(to_meta) == 3
        clock.advance(seconds=16)
    assert pauses(books) == [("down", True)]
    await post(books, 4)
    assert [await dispatch(to_meta), await dispatch(to_meta)] == [1, 3]
    assert states(books) == {"delivered": 4}
    assert pauses(books) == [("down", False)]


async def test_while_the_breaker_is_open_new_events_wait_too(books: Books, clock: StandingClock) -> None:
    to_meta = lane(books, SilentWire(), clock, roll=1.0, failures=1)
    await post(books, 1)
    await dispatch(to_meta)
    await post(books, 2)
    clock.advance(milliseconds=999)
    assert await dispatch(to_meta) == 0


async def test_each_try_that_fails_doubles_the_pause(books: Books, clock: StandingClock) -> None:
    """1, 2, 4 … seconds, and a quarter of an hour at most."""
    await post(books, 1)
    to_meta = lane(books, SilentWire(), clock, roll=1.0, failures=1)
    waits = []
    for _ in range(14):
        await dispatch(to_meta)
        ((retry_at,),) = books.ask("SELECT retry_at FROM lane")
        waits.append((retry_at - micros(clock())) // 1_000_000)
        clock.advance(seconds=waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


async def test_a_token_that_is_mended_lets_everything_go_and_cost_nothing(books: Books, clock: StandingClock) -> None:
    await post(books, 3)
    wire = ScriptedWire([failing(190, 463, 401), failing(190, 463, 401), taking, taking])
    to_meta = lane(books, wire, clock)
    for _ in range(2):
        await dispatch(to_meta)
        assert states(books) == {"waiting": 3}
        clock.advance(seconds=60)
    assert pauses(books) == [("token", True)]
    await dispatch(to_meta)
    await dispatch(to_meta)
    assert [len(ids(each)) for each in wire.posted] == [3, 1, 1, 2]
    assert states(books) == {"delivered": 3}


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (failing(190, status=401), "token"),
        (failing(10, status=403), "permission"),
        (failing(100, 33), "dataset"),
        (failing(2635), "version"),
        (failing(4, status=400), "limit"),
        (failing(2, status=503, retry_after="30"), "down"),
    ],
)
async def test_what_the_sending_waits_for_is_written_down(
    books: Books, clock: StandingClock, answer: Any, cause: str
) -> None:
    """Other processes read the ledger alone: they see that nothing is sent, why, since when, and when it is tried."""
    await post(books, 1)
    await dispatch(lane(books, ScriptedWire([answer]), clock))
    assert books.ask("SELECT cause, begun_at, ended_at FROM pause") == [(cause, micros(SOON), None)]
    assert books.ask("SELECT breaker, retry_at > ? FROM lane", micros(SOON)) == [("open", 1)]


async def test_a_worker_that_starts_tries_one_event_at_once(books: Books, clock: StandingClock) -> None:
    """Something may have been mended while it was down; the pause goes on until that event was taken."""
    await post(books, 2)
    await dispatch(lane(books, ScriptedWire([failing(190, status=401)]), clock))
    restarted = lane(books, ScriptedWire([failing(190, status=401), taking, taking]), clock)
    assert await dispatch(restarted) == 1
    assert pauses(books) == [("token", True)]
    clock.advance(seconds=60)
    assert [await dispatch(restarted), await dispatch(restarted)] == [1, 1]
    assert pauses(books) == [("token", False)]


async def test_a_destination_that_refuses_everything_blows_the_fuse(books: Books, clock: StandingClock) -> None:
    """A bad deployment must not turn the outbox into dead letters: all of them wait again."""
    await post(books, 30)
    wire = always(failing(100))
    await dispatch(lane(books, wire, clock, fuse=10))
    assert states(books) == {"waiting": 30}
    assert pauses(books) == [("fuse", True)]
    assert len(wire.posted) < 30


async def test_a_blown_fuse_tries_one_event_a_minute_another_each_time(books: Books, clock: StandingClock) -> None:
    await post(books, 12)
    wire = always(failing(100))
    to_meta = lane(books, wire, clock, fuse=10)
    await dispatch(to_meta)
    tried = len(wire.posted)
    assert await dispatch(to_meta) == 0
    for _ in range(2):
        clock.advance(seconds=60)
        assert await dispatch(to_meta) == 1
    assert len(wire.posted) == tried + 2
    assert ids(wire.posted[-1]) != ids(wire.posted[-2])
    assert states(books) == {"waiting": 12}


async def test_after_the_fault_is_mended_a_blown_fuse_lets_everything_go(books: Books, clock: StandingClock) -> None:
    await post(books, 12)
    broken = [True]
    wire = always(lambda request: failing(100)(request) if broken[0] else taking(request))
    to_meta = lane(books, wire, clock, fuse=10)
    await dispatch(to_meta)
    broken[0] = False
    clock.advance(seconds=60)
    assert [await dispatch(to_meta), await dispatch(to_meta)] == [1, 11]
    assert states(books) == {"delivered": 12}
    assert pauses(books) == [("fuse", False)]


async def test_bad_events_among_good_ones_never_blow_the_fuse(books: Books, clock: StandingClock) -> None:
    """Each event that is taken proves that the destination still takes what is right."""
    await post(books, 40)
    bad = {str(number) for number in range(0, 40, 2)}
    await dispatch(lane(books, always(refusing(bad)), clock, fuse=5))
    assert states(books) == {"dead": 20, "delivered": 20}
    assert pauses(books) == []


@pytest.mark.parametrize(
    "header",
    [
        {"x-business-use-case-usage": {"7": [{"call_count": 100, "estimated_time_to_regain_access": 5}]}},
        {"x-ad-account-usage": {"acc_id_util_pct": 100, "reset_time_duration": 300}},
    ],
)
async def test_an_allowance_that_is_used_up_is_waited_for(
    books: Books, clock: StandingClock, header: dict[str, Any]
) -> None:
    """Also when the request itself was taken: the next one would not be."""
    ((name, told),) = header.items()
    await post(books, 1)
    to_meta = lane(books, always(lambda request: taking(request, **{name: json.dumps(told)})), clock)
    await dispatch(to_meta)
    await books.post(event(event_id="next"))
    clock.advance(seconds=299)
    assert await dispatch(to_meta) == 0
    assert pauses(books) == [("limit", True)]
    clock.advance(seconds=1)
    assert await dispatch(to_meta) == 1


async def test_near_the_end_of_the_allowance_requests_come_one_at_a_time_with_a_gap(
    books: Books, clock: StandingClock
) -> None:
    """Beyond 75 per cent; at 95, four fifths of the longest gap of thirty seconds."""
    usage = json.dumps({"call_count": 95, "total_time": 20, "total_cputime": 20})
    await post(books, 1)
    to_meta = lane(books, always(lambda request: taking(request, x_app_usage=usage)), clock)
    await dispatch(to_meta)
    await books.post(event(event_id="next"))
    clock.advance(seconds=23)
    assert (await dispatch(to_meta), to_meta.pace.width) == (0, 1)
    clock.advance(seconds=1)
    assert await dispatch(to_meta) == 1
    assert books.ask("SELECT usage, concurrency FROM lane") == [(95, 1)]


async def test_a_click_id_that_meta_refuses_is_dropped_and_the_event_delivered(
    books: Books, clock: StandingClock
) -> None:
    """2804001 blames fbc. The purchase is worth more than its click id; what was left out stays in the trace."""
    with_click = msgspec.structs.replace(ADA, fbc=FBC)
    await books.post(event(event_id="good"), event(event_id="bad", person=with_click))

    def meta(request: Posted) -> Answer:
        carried = [each["user_data"] for each in json.loads(request.body)["data"]]
        return failing(100, 2804001)(request) if any("fbc" in data for data in carried) else taking(request)

    wire = always(meta)
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"good": ("delivered", None), "bad": ("delivered", None)}
    (omitted,) = [json.loads(told) for (told,) in books.ask("SELECT omitted FROM outbox") if told != "[]"]
    assert [each["key"] for each in omitted] == ["fbc"]
    assert [sorted(json.loads(wire.posted[-1].body)["data"][0]["user_data"])] == [["em", "fbp"]]


async def test_a_dropped_key_stays_dropped_when_the_event_is_sent_again_later(
    books: Books, clock: StandingClock
) -> None:
    await books.post(event(person=msgspec.structs.replace(ADA, fbc=FBC)))
    wire = ScriptedWire([failing(100, 2804001), Silence("gone"), taking])
    to_meta = lane(books, wire, clock)
    await dispatch(to_meta)
    clock.advance(minutes=1)
    await dispatch(to_meta)
    carried = ["fbc" in json.loads(each.body)["data"][0]["user_data"] for each in wire.posted]
    assert carried == [True, False, False]
    assert books.fates() == {"order_1001": ("delivered", None)}


async def test_an_event_that_is_refused_without_the_key_as_well_is_given_up(books: Books, clock: StandingClock) -> None:
    await books.post(event(person=msgspec.structs.replace(ADA, fbc=FBC)))
    wire = always(failing(100, 2804001))
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"order_1001": ("dead", "rejected")}
    assert len(wire.posted) == 2


async def test_a_field_that_meta_names_itself_is_dropped_whatever_the_code(books: Books, clock: StandingClock) -> None:
    """error_data.blame_field_specs, an object or a text that holds one."""
    blame = {"blame_field_specs": [["data[0][user_data][fbp]"]]}
    told = {"error": {"message": "no", "code": 100, "error_data": json.dumps(blame)}}
    await books.post(event())
    wire = ScriptedWire([Answer(400, {}, json.dumps(told).encode()), taking])
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"order_1001": ("delivered", None)}
    assert sorted(json.loads(wire.posted[1].body)["data"][0]["user_data"]) == ["em"]


async def test_a_batch_that_is_too_large_for_a_proxy_goes_in_smaller_ones(books: Books, clock: StandingClock) -> None:
    """Its 413 is said of the batch: the second half is not halved because the first one was taken."""
    await post(books, 8)

    def proxy(request: Posted) -> Answer:
        return taking(request) if len(ids(request)) <= 4 else Answer(413, {}, b"<html>Request Entity Too Large")

    wire = always(proxy)
    await dispatch(lane(books, wire, clock))
    assert states(books) == {"delivered": 8}
    assert [len(ids(each)) for each in wire.posted] == [8, 4, 4]


async def test_a_fault_of_ours_costs_the_event_that_meets_it_and_no_other(books: Books, clock: StandingClock) -> None:
    """It is kept as a dead letter, with a reason of its own: a later version can send it."""
    await post(books, 8)

    def broken(request: Posted) -> Answer:
        if "5" in ids(request):
            raise ZeroDivisionError
        return taking(request)

    await dispatch(lane(books, always(broken), clock))
    fates = books.fates()
    assert fates.pop("5") == ("dead", "our_fault")
    assert set(fates.values()) == {("delivered", None)}


async def test_an_event_that_can_no_longer_be_read_is_nobody_elses_problem(books: Books, clock: StandingClock) -> None:
    await post(books, 3)
    books.ask("UPDATE conversion SET body = x'00' WHERE id = 2")
    await dispatch(lane(books, always(taking), clock))
    assert books.fates() == {"0": ("delivered", None), "1": ("dead", "our_fault"), "2": ("delivered", None)}


async def test_requests_at_once_grow_one_by_one_and_are_halved_by_a_failure(books: Books, clock: StandingClock) -> None:
    to_meta = lane(books, always(taking), clock, concurrency=3)
    widths = []
    for number in range(8):
        await books.post(event(event_id=str(number)))
        await dispatch(to_meta)
        widths.append(to_meta.pace.width)
    assert (widths[0], widths[-1], sorted(widths)) == (2, 3, widths)
    to_meta.pace.failed()
    assert to_meta.pace.width == 1


async def test_the_fuse_counts_on_after_the_worker_has_died(books: Books, clock: StandingClock) -> None:
    """Three were refused before, two after: the fifth blows the fuse, and all five wait again."""
    await post(books, 3)
    await dispatch(lane(books, always(failing(100, 2804050)), clock, fuse=5))
    books.crash()
    await books.post(event(event_id="4"), event(event_id="5"))
    assert states(books) == {"dead": 3, "waiting": 2}
    await dispatch(lane(books, always(failing(100, 2804050)), clock, fuse=5))
    assert pauses(books) == [("fuse", True)]
    assert states(books) == {"waiting": 5}


async def test_a_delivery_before_the_worker_died_is_what_the_fuse_counts_from(
    books: Books, clock: StandingClock
) -> None:
    """Old dead letters are not taken for refusals in a row."""
    await post(books, 3)
    to_meta = lane(books, always(failing(100, 2804050)), clock, fuse=5)
    await dispatch(to_meta)
    await books.post(event(event_id="taken"))
    await dispatch(lane(books, always(taking), clock, fuse=5))
    books.crash()
    await books.post(event(event_id="4"), event(event_id="5"))
    await dispatch(lane(books, always(failing(100, 2804050)), clock, fuse=5))
    assert pauses(books) == []
    assert states(books) == {"dead": 5, "delivered": 1}


async def test_a_blown_fuse_that_is_reset_by_hand_sends_a_batch_at_once(books: Books, clock: StandingClock) -> None:
    """No single event is tried first, and the pause has ended in the books."""
    await post(books, 5)
    wire = always(failing(100, 2804050))
    to_meta = lane(books, wire, clock, fuse=4)
    await dispatch(to_meta)
    assert await dispatch(to_meta) == 0
    to_meta.resume()
    assert pauses(books) == [("fuse", False)]
    wire.posted.clear()
    assert await dispatch(to_meta) == 5
    assert len(ids(wire.posted[0])) == 5
