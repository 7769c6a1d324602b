"""
Any orders, told in any way: shuffled, repeated, delayed, lost. What is sent is what the policy says of the messages
that came, each sale once, and the books balance.

The model beside it knows messages and moments alone: no ledger, no journal, no code of the gateway's.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tandem.config.schema import Consent, Meta
from tandem.delivery.lane import Lane
from tandem.delivery.sweep import refuse_late
from tandem.destinations.meta.client import MetaDestination
from tandem.dispatch import dispatch
from tandem.event.entry import OrderTold
from tandem.event.order import FactKind
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import Posted, ScriptedWire
from tandem.ledger.reports.balance import balance
from tandem.settling.orders import end_waits
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import ADA, GRANTED, site, tag_event
from tests.support.orders import TOTALS, fact
from tests.support.settings import TOKEN

pytestmark = pytest.mark.orders

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
SITES = {"shop": site({"Purchase": {"order": {"truth": "till", "when": "paid"}}})}


class Message(Struct, frozen=True):
    """What is told of an order and when it comes: both in hours. `page` stands for the tag."""

    order: str
    kind: str
    happened: int
    arrives: int


@st.composite
def stories(draw: st.DrawFn) -> list[Message]:
    """Up to three orders over ten days; of what happened some is never told, some twice, much of it late."""
    told: list[Message] = []
    for order in draw(st.sampled_from([["1"], ["1", "2"], ["1", "2", "0001"]])):
        placed = draw(st.integers(0, 48))
        happened = {"page": placed, "created": placed}
        for kind in draw(st.sets(st.sampled_from(["paid", "cancelled", "refunded", "fulfilled"]))):
            happened[kind] = placed + draw(st.integers(1, 240))
        for kind, hour in happened.items():
            delays = draw(st.lists(st.sampled_from([0, 0, 1, 5, 30, 200]), max_size=3))
            told += [Message(order, kind, hour, hour + (0 if kind == "page" else delay)) for delay in delays]
    return sorted(draw(st.permutations(told)), key=lambda message: message.arrives)


def expected(told: Sequence[Message]) -> set[str]:
    """
    An order is sent when, at the arrival of a message, its payment is known and no later cancellation, and it is less
    than a week since it was placed, as far as anybody had told.
    """
    sent = set()
    for number, latest in enumerate(told):
        known = [each for each in told[: number + 1] if each.order == latest.order]
        facts = {each.kind: each.happened for each in known if each.kind != "page"}
        paid, cancelled = facts.get("paid"), facts.get("cancelled", -1)
        placed = min(each.happened for each in known)
        if paid is None or cancelled >= max(paid, facts.get("created", -1)):
            continue
        if HOUR * (latest.arrives - placed) < WEEK:
            sent.add(f"order_{latest.order}")
    return sent


@settings(max_examples=40, deadline=None)
@given(stories())
async def test_counted_exactly_as_the_policy_says_and_the_books_balance(told: list[Message]) -> None:
    wire = ScriptedWire(repeat(_taken))
    clock = StandingClock()
    with tempfile.TemporaryDirectory() as folder, open_books(Path(folder), SITES) as books:
        lane = _lane(books, wire, clock)
        for message in told:
            clock.now = NOON + HOUR * message.arrives
            await _tell(books, message)
            await _work(books, lane, clock)
        clock.now += timedelta(days=12)
        await _work(books, lane, clock)
        assert sorted(_sent(wire)) == sorted(expected(told))
        found = balance(books.ledger._connection)
        assert (found.balanced, found.difference) == (True, 0)
        assert {state for state, _ in books.fates().values()} <= {"delivered", "refused"}


async def _tell(books: Books, message: Message) -> None:
    at = NOON + HOUR * message.happened
    if message.kind == "page":
        data = {"order_id": message.order, "value": TOTALS.gross, "currency": "EUR"}
        page = tag_event(event_id=f"order_{message.order}", event_time=at, received_at=at, custom_data=data)
        return await books.post(page)
    kind: FactKind = message.kind  # type: ignore[assignment]
    rest: dict[str, Any] = {"order_id": message.order, "totals": TOTALS, "grants": GRANTED, "person": ADA}
    rest["received_at"] = _arrival(message)
    return await books.post(OrderTold(fact=fact(kind, after=at - NOON, **rest)))


def _arrival(message: Message) -> datetime:
    return NOON + HOUR * message.arrives


async def _work(books: Books, lane: Lane, clock: StandingClock) -> None:
    while end_waits(books.ledger, books.sites, clock()):
        pass
    refuse_late(lane)
    while await dispatch(lane):
        pass


def _lane(books: Books, wire: ScriptedWire, clock: StandingClock) -> Lane:
    meta = MetaDestination(Meta(dataset_id="1234567890", token=""), Secret(TOKEN), wire, clock)
    return Lane(destination=meta, ledger=books.ledger, consent=Consent(), clock=clock, roll=lambda: 0.5)


def _taken(request: Posted) -> Answer:
    return Answer(200, {}, json.dumps({"events_received": len(json.loads(request.body)["data"])}).encode())


def _sent(wire: ScriptedWire) -> list[str]:
    return [event["event_id"] for request in wire.posted for event in json.loads(request.body)["data"]]
