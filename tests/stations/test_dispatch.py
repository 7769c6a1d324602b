"""Path 3: what is due goes out once, an offender sinks nobody else, and every fate is in the books."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tandem.config.schema import Consent, Meta
from tandem.delivery.lane import Lane
from tandem.destinations.meta.client import MetaDestination
from tandem.dispatch import dispatch
from tandem.event.entry import ConsentChanged
from tandem.event.extras import Envelope
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Wire
from tandem.kit.wire_fakes import Posted, ScriptedWire, SilentWire
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DENIED, FBP, GRANTED, UNKNOWN, event, sha256
from tests.support.settings import TOKEN

SOON = NOON + timedelta(seconds=2)
Script = Callable[[Posted], Answer]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


def lane(books: Books, wire: Wire, clock: StandingClock, consent: Consent | None = None, roll: float = 0.5) -> Lane:
    meta = MetaDestination(Meta(dataset_id="1234567890", token=""), Secret(TOKEN), wire, clock)
    return Lane(destination=meta, ledger=books.ledger, consent=consent or Consent(), clock=clock, roll=lambda: roll)


def ids(request: Posted) -> list[str]:
    return [each["event_id"] for each in json.loads(request.body)["data"]]


def failing(code: int, subcode: int | None = None, status: int = 400, **headers: str) -> Script:
    body = {"error": {"message": "no", "code": code, "error_subcode": subcode}}
    return lambda _: Answer(status, headers, json.dumps(body).encode())


def taking(request: Posted) -> Answer:
    return Answer(200, {}, json.dumps({"events_received": len(ids(request)), "messages": []}).encode())


def meta_that_refuses(*offenders: str) -> Script:
    """All or nothing, and never a word on which one it was: as Meta answers."""
    return lambda request: failing(100, 2804050)(request) if set(offenders) & set(ids(request)) else taking(request)


def always(answer: Script) -> ScriptedWire:
    return ScriptedWire(iter(lambda: answer, None))


async def test_what_is_due_goes_out_in_one_request_and_is_delivered(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_id="1"), event(event_id="2"))
    wire = always(taking)
    assert await dispatch(lane(books, wire, clock)) == 2
    assert [ids(each) for each in wire.posted] == [["1", "2"]]
    assert books.fates() == {"1": ("delivered", None), "2": ("delivered", None)}


async def test_events_of_different_requests_by_the_graph_door_travel_apart(books: Books, clock: StandingClock) -> None:
    """A test code, a partner's name, an upload: what a request said of its events is said of no others."""
    partner = Envelope(partner_agent="shop_1_0", upload_tag="may")
    await books.post(event(event_id="1"), event(event_id="2", envelope=partner), event(event_id="3"))
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    assert [ids(each) for each in wire.posted] == [["1", "3"], ["2"]]
    said = [{**json.loads(each.body), "data": None} for each in wire.posted]
    assert said[0] == {"data": None, "partner_agent": "tandem_0_1"}
    assert said[1] == {"data": None, "partner_agent": "shop_1_0", "upload_tag": "may"}
    assert books.ask("SELECT version FROM request") == [("v26.0",), ("v26.0",)]
    assert books.balance()


async def test_what_was_delivered_is_not_sent_again(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    await books.post(event())
    clock.advance(days=1)
    assert await dispatch(lane(books, wire, clock)) == 0
    assert len(wire.posted) == 1


async def test_when_nothing_is_due_nobody_is_asked(books: Books, clock: StandingClock) -> None:
    wire = always(taking)
    assert await dispatch(lane(books, wire, clock)) == 0
    assert wire.posted == []


async def test_no_request_carries_more_than_meta_takes(books: Books, clock: StandingClock) -> None:
    await books.post(*[event(event_id=str(number)) for number in range(1_200)])
    wire = always(taking)
    assert await dispatch(lane(books, wire, clock)) == 1_000
    assert await dispatch(lane(books, wire, clock)) == 200
    assert [len(ids(each)) for each in wire.posted] == [1_000, 200]


@pytest.mark.parametrize("place", [0, 499, 777, 999])
async def test_one_offender_among_a_thousand_is_found_and_the_rest_is_delivered(
    books: Books, clock: StandingClock, place: int
) -> None:
    """In at most 2·log2(n) further requests, wherever it stands."""
    await books.post(*[event(event_id=str(number)) for number in range(1_000)])
    wire = always(meta_that_refuses(str(place)))
    await dispatch(lane(books, wire, clock))
    fates = books.fates()
    assert fates.pop(str(place)) == ("dead", "rejected")
    assert set(fates.values()) == {("delivered", None)}
    assert len(wire.posted) - 1 <= 2 * math.log2(1_000)
    assert books.balance()


@profile(max_examples=30, deadline=None)
@given(st.integers(2, 64).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
async def test_one_offender_costs_at_most_twice_the_logarithm_wherever_it_stands(where: tuple[int, int]) -> None:
    size, place = where
    with tempfile.TemporaryDirectory() as folder, open_books(Path(folder)) as books:
        await books.post(*[event(event_id=str(number)) for number in range(size)])
        wire = always(meta_that_refuses(str(place)))
        await dispatch(lane(books, wire, StandingClock(SOON)))
        assert len(wire.posted) - 1 <= 2 * math.log2(size)
        assert sorted(books.fates().values()) == [("dead", "rejected"), *[("delivered", None)] * (size - 1)]


async def test_what_must_hold_the_offender_is_not_asked_about_as_a_whole(books: Books, clock: StandingClock) -> None:
    """The first half was taken: the second one would be refused for certain, and goes in halves at once."""
    await books.post(*[event(event_id=str(number)) for number in range(8)])
    wire = always(meta_that_refuses("7"))
    await dispatch(lane(books, wire, clock))
    assert [len(ids(each)) for each in wire.posted] == [8, 4, 2, 1, 1]


async def test_a_refusal_that_was_not_about_the_events_costs_none(books: Books, clock: StandingClock) -> None:
    """Refused once, and taken in halves: nobody is to blame."""
    await books.post(*[event(event_id=str(number)) for number in range(4)])
    refused_once = ScriptedWire([failing(100, 2804050), taking, taking, taking])
    await dispatch(lane(books, refused_once, clock))
    assert set(books.fates().values()) == {("delivered", None)}
    assert [len(ids(each)) for each in refused_once.posted] == [4, 2, 1, 1]


async def test_the_offender_is_told_with_metas_own_words(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_id="bad"), event(event_id="good"))
    await dispatch(lane(books, always(meta_that_refuses("bad")), clock))
    assert books.ask("SELECT detail FROM outbox WHERE state = 'dead'") == [("100/2804050: no",)]


@profile(max_examples=20)
@given(st.sets(st.integers(0, 31), max_size=4))
async def test_any_offenders_are_found_and_nobody_else_suffers(offenders: set[int]) -> None:
    """Each event that was taken was taken exactly once."""
    with tempfile.TemporaryDirectory() as folder, open_books(Path(folder)) as books:
        await books.post(*[event(event_id=str(number)) for number in range(32)])
        wire = always(meta_that_refuses(*map(str, offenders)))
        await dispatch(lane(books, wire, StandingClock(SOON)))
        refused = {event_id for event_id, fate in books.fates().items() if fate == ("dead", "rejected")}
        taken = [each for request in wire.posted if not set(ids(request)) & refused for each in ids(request)]
        assert refused == set(map(str, offenders))
        assert sorted(taken, key=int) == [str(number) for number in range(32) if number not in offenders]


async def test_silence_in_the_middle_of_a_search_postpones_only_that_half(books: Books, clock: StandingClock) -> None:
    """What was answered is settled; what was not is asked again later."""
    await books.post(*[event(event_id=str(number)) for number in range(4)])
    wire = ScriptedWire([failing(100, 2804050), failing(2, status=500), taking])
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {
        "0": ("waiting", None),
        "1": ("waiting", None),
        "2": ("delivered", None),
        "3": ("delivered", None),
    }


@pytest.mark.parametrize(("code", "status"), [(190, 401), (200, 403), (100, 400)])
async def test_a_wrong_token_costs_no_event(books: Books, clock: StandingClock, code: int, status: int) -> None:
    """The queue is held, one event a minute is tried, and all goes out by itself once the token is mended."""
    await books.post(event(event_id="1"), event(event_id="2"))
    to_meta = lane(books, ScriptedWire([failing(code, 33 if code == 100 else None, status), taking, taking]), clock)
    await dispatch(to_meta)
    assert set(books.fates().values()) == {("waiting", None)}
    clock.advance(seconds=59)
    assert await dispatch(to_meta) == 0
    clock.advance(seconds=1)
    assert [await dispatch(to_meta), await dispatch(to_meta)] == [1, 1]
    assert set(books.fates().values()) == {("delivered", None)}


@pytest.mark.parametrize(("roll", "waits"), [(1.0, [1, 2, 4, 8]), (0.5, [0.5, 1, 2, 4]), (0.0, [0.1, 0.2, 0.4, 0.8])])
async def test_a_busy_or_silent_meta_is_asked_again_less_and_less_often(
    books: Books, clock: StandingClock, roll: float, waits: list[float]
) -> None:
    """A random share of a bound that doubles; the event stays."""
    await books.post(event())
    to_meta = lane(books, SilentWire(), clock, roll=roll)
    for wait in waits:
        assert await dispatch(to_meta) == 1
        clock.advance(seconds=wait, microseconds=-1)
        assert await dispatch(to_meta) == 0
        clock.advance(microseconds=1)
    assert books.fates() == {"order_1001": ("waiting", None)}
    assert books.ask("SELECT DISTINCT status, answer FROM request") == [(None, "no answer within 10 s")]


async def test_metas_own_wish_for_a_pause_is_kept(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    to_meta = lane(books, ScriptedWire([lambda _: Answer(429, {"retry-after": "120"}, b"{}"), taking]), clock)
    await dispatch(to_meta)
    clock.advance(seconds=119)
    assert await dispatch(to_meta) == 0
    clock.advance(seconds=1)
    assert await dispatch(to_meta) == 1


async def test_a_clock_that_was_put_back_makes_an_event_wait_for_its_time(books: Books, clock: StandingClock) -> None:
    """Meta refuses the future, and with it all that travels in the same request."""
    await books.post(event(event_id="tomorrow", event_time=SOON + timedelta(days=1)), event(event_id="now"))
    wire = always(taking)
    to_meta = lane(books, wire, clock)
    assert await dispatch(to_meta) == 2
    assert books.fates() == {"tomorrow": ("waiting", None), "now": ("delivered", None)}
    clock.advance(hours=23, minutes=59)
    assert await dispatch(to_meta) == 0
    clock.advance(minutes=1)
    await dispatch(to_meta)
    assert [ids(each) for each in wire.posted] == [["now"], ["tomorrow"]]


async def test_an_event_that_grew_too_old_while_meta_was_down_is_not_sent(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    wire = always(taking)
    clock.advance(days=8)
    await dispatch(lane(books, wire, clock))
    assert wire.posted == []
    assert books.fates() == {"order_1001": ("refused", "too_late")}


async def test_consent_taken_back_between_the_books_and_the_sending_stops_the_sending(
    books: Books, clock: StandingClock
) -> None:
    """Asked at the last moment, with the state known then."""
    await books.post(event(event_id="hers"), event(event_id="his", person=Person(fbp="fb.1.1763812800000.7")))
    at = NOON + timedelta(seconds=1)
    withdrawn = ConsentChanged(site="shop", visitor=sha256(FBP), grants=Grants("denied", "manual", at), received_at=at)
    await books.post(withdrawn)
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    assert [ids(each) for each in wire.posted] == [["his"]]
    assert books.fates() == {"hers": ("refused", "consent_withdrawn"), "his": ("delivered", None)}


async def test_an_event_without_an_answer_waits_and_is_then_withheld(books: Books, clock: StandingClock) -> None:
    await books.post(event(grants=UNKNOWN))
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"order_1001": ("waiting", None)}
    clock.advance(minutes=9)
    assert await dispatch(lane(books, wire, clock)) == 0
    clock.advance(minutes=1)
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"order_1001": ("refused", "no_consent")}
    assert wire.posted == []


async def test_the_answer_of_the_other_leg_lets_it_go(books: Books, clock: StandingClock) -> None:
    await books.post(event(source="tag", grants=UNKNOWN))
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    await books.post(event(grants=GRANTED, received_at=clock.advance(seconds=5)))
    await dispatch(lane(books, wire, clock))
    assert books.fates() == {"order_1001": ("delivered", None)}


@pytest.mark.parametrize(
    ("changes", "fate"),
    [
        ({"grants": DENIED}, ("refused", "no_consent")),
        ({"person": Person()}, ("refused", "too_thin")),
        ({"custom_data": {}}, ("dead", "rejected")),
        ({"event_time": NOON - timedelta(days=7)}, ("refused", "too_late")),
    ],
)
async def test_what_may_not_or_cannot_go_gets_its_fate_and_the_others_go(
    books: Books, clock: StandingClock, changes: dict[str, Any], fate: tuple[str, str]
) -> None:
    await books.post(event(event_id="withheld", **changes), event(event_id="sent"))
    wire = always(taking)
    await dispatch(lane(books, wire, clock))
    assert [ids(each) for each in wire.posted] == [["sent"]]
    assert books.fates() == {"withheld": fate, "sent": ("delivered", None)}


async def test_under_opt_out_silence_is_consent(books: Books, clock: StandingClock) -> None:
    await books.post(event(grants=UNKNOWN))
    await dispatch(lane(books, always(taking), clock, Consent(policy="opt-out")))
    assert books.fates() == {"order_1001": ("delivered", None)}


async def test_the_token_is_in_the_header_of_every_request_and_nowhere_in_the_books(
    books: Books, clock: StandingClock
) -> None:
    await books.post(*[event(event_id=str(number)) for number in range(8)])
    wire = always(meta_that_refuses("3"))
    await dispatch(lane(books, wire, clock))
    for posted in wire.posted:
        assert posted.headers["Authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in posted.url + posted.body.decode()
    books.ledger.close()
    on_disk = b"".join(path.read_bytes() for path in books.folder.iterdir())
    books.crash()
    assert TOKEN.encode() not in on_disk


async def test_a_crash_after_the_answer_and_before_the_fate_costs_one_more_try_of_the_same_id(
    books: Books, clock: StandingClock
) -> None:
    """At least once to Meta, which deduplicates by the id; never lost."""
    await books.post(event())

    class DiesBeforeItWrites(BaseException):
        pass

    def taken_and_gone(request: Posted) -> Answer:
        raise DiesBeforeItWrites

    wire = ScriptedWire([taken_and_gone, taking])
    with pytest.raises(DiesBeforeItWrites):
        await dispatch(lane(books, wire, clock))
    books.crash()
    books.take_back()
    await dispatch(lane(books, wire, clock))
    assert [ids(each) for each in wire.posted] == [["order_1001"], ["order_1001"]]
    assert books.fates() == {"order_1001": ("delivered", None)}


async def test_every_request_is_remembered_with_its_verdict(books: Books, clock: StandingClock) -> None:
    await books.post(*[event(event_id=str(number)) for number in range(2)])
    await dispatch(lane(books, always(meta_that_refuses("1")), clock))
    assert books.ask("SELECT events, status, verdict FROM request ORDER BY id") == [
        (2, 400, "never"),
        (1, 200, "delivered"),
        (1, 400, "never"),
    ]
    assert books.ask("SELECT attempts FROM outbox ORDER BY conversion") == [(2,), (2,)]


@pytest.mark.parametrize("reason", [Reason.NO_CONSENT, Reason.TOO_THIN])
async def test_a_clock_that_is_put_back_gives_nothing_a_second_fate(
    books: Books, clock: StandingClock, reason: Reason
) -> None:
    await books.post(event(grants=DENIED) if reason is Reason.NO_CONSENT else event(person=Person()))
    await dispatch(lane(books, always(taking), clock))
    clock.advance(days=-2)
    assert await dispatch(lane(books, always(taking), clock)) == 0
    assert books.fates() == {"order_1001": ("refused", reason.value)}
