"""The acceptor's spans: what was received, and when it was on disk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.event import entry
from tandem.event.entry import Heard, OrderTold, Taken
from tandem.event.errors import NotDurable
from tandem.journal.memory import MemoryJournal
from tandem.traces.desk import Desk
from tandem.traces.ids import Namer
from tandem.traces.intake import Appended, TracedJournal, record
from tandem.traces.span import Span
from tests.support.clock import NOON
from tests.support.events import event, tag_event
from tests.support.orders import fact

BEGAN, ENDED = NOON + timedelta(milliseconds=2), NOON + timedelta(milliseconds=9)
EVERY = Namer(b"key", 1.0, frozenset({"Purchase"}))


def spans(*told: Taken | OrderTold | Heard, namer: Namer = EVERY) -> list[Span]:
    seen: list[Span] = []
    record(Appended(tuple(entry.encode(each) for each in told), BEGAN, ENDED), namer, seen.append)
    return seen


def test_a_message_is_received_when_it_comes_and_done_when_it_is_on_disk() -> None:
    receive, append = spans(Taken(event=tag_event()))
    assert (receive.name, receive.start, receive.end) == ("receive tag", NOON, ENDED)
    assert (append.name, append.start, append.end) == ("append journal", BEGAN, ENDED)
    assert append.parent == receive.id
    assert append.trace == receive.trace


def test_both_legs_of_an_event_are_of_one_trace() -> None:
    """Four spans, each with an id of its own, and the two receipts under one parent."""
    told = spans(Taken(event=tag_event()), Taken(event=event()))
    assert len({span.trace for span in told}) == 1
    assert len({span.id for span in told}) == 4
    assert told[0].parent == told[2].parent


def test_what_a_source_tells_is_of_its_orders_trace() -> None:
    """Whether and which event it becomes is not known yet."""
    first, _, second, _ = spans(OrderTold(fact=fact("created")), OrderTold(fact=fact("paid", after=timedelta(hours=1))))
    assert first.trace == second.trace != spans(Taken(event=event()))[0].trace
    assert (first.parent, second.parent) == (None, None)
    assert first.id != second.id


def test_what_is_no_events_way_has_no_spans() -> None:
    assert spans(Heard(site="shop", source="till", count=3, received_at=NOON)) == []


def test_only_the_share_is_told() -> None:
    """A tenth of a thousand events, and of each that is kept both spans. The key is fixed, so the count is, too."""
    events = [Taken(event=event(event_id=f"lead-{number}")) for number in range(1_000)]
    kept = spans(*events, namer=Namer(b"key", 0.1))
    traces = [span.trace for span in kept]
    assert 60 < len(set(traces)) < 140
    assert len(traces) == 2 * len(set(traces))


def test_nothing_of_the_event_but_its_defined_name_is_told() -> None:
    """Neither the order's number, nor what it is worth, nor who bought; an unknown name is not repeated."""
    known, unknown = spans(Taken(event=tag_event()))[0], spans(Taken(event=event(event_name="Ada")))[0]
    assert known.attributes == {"tandem.site": "shop", "tandem.source": "tag", "tandem.event_name": "Purchase"}
    assert unknown.attributes["tandem.event_name"] == "custom event"


async def test_what_was_not_kept_is_not_told() -> None:
    """The sender is told 503 and keeps it; a trace would say that we have it."""

    class Full(MemoryJournal):
        async def append(self, bodies: object) -> None:
            raise NotDurable("the disk is full")

    seen: list[Appended] = []
    desk: Desk[Appended] = Desk(seen.append)
    with pytest.raises(NotDurable):
        await TracedJournal(Full(), desk, lambda: NOON).append([b"{}"])
    desk.close(seconds=20)
    assert seen == []
