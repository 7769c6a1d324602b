"""What a source names and does not tell is looked up; each ends in one message, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.app.asking import Door
from tandem.app.lookups import Desk, turn
from tandem.event.entry import LookupOwed
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import ScriptedWire
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Access, Ask, Row
from tandem.sources.asking.kinds import LOOKUPS
from tandem.sources.leadads.lookup import FromLeadAds
from tests.support.clock import NOON, StandingClock

TAKEN = Answer(200, {}, b"")
FIRST, SECOND = "120000000000001", "120000000000002"
EXPIRED = Answer(401, {}, b'{"error": {"code": 190, "error_subcode": 463}}')
LIMIT = Answer(400, {}, b'{"error": {"code": 80005}}')
NOT_THERE = Answer(400, {}, b'{"error": {"code": 100, "error_subcode": 33}}')


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def owe(ledger: SqliteLedger, number: str) -> None:
    told = json.dumps({"leadgen_id": number, "created_time": 1_795_348_800, "form_id": "7"})
    with ledger.turn():
        ledger.lookups.owe(LookupOwed(site="shop", source="leads", key=number, told=told, received_at=NOON))


def found(number: str) -> Answer:
    lead = {"id": number, "created_time": "2026-11-22T12:00:00+0000", "field_data": []}
    return Answer(200, {}, json.dumps(lead).encode())


def desk(ledger: SqliteLedger, clock: StandingClock, graph: Any, door: Any) -> Desk:
    return Desk(
        source="leads",
        lookup=LOOKUPS["lead-ads"],
        access=Access(url="https://graph.facebook.com", token=Secret("EAApagetoken")),
        door=Door(url="http://127.0.0.1:8000/hooks/leads", secret=Secret("the app's secret")),
        patience=timedelta(hours=24),
        ledger=ledger,
        wire=graph,
        inward=door,
        clock=clock,
        roll=lambda: 1.0,
    )


def told_at(door: ScriptedWire) -> list[str]:
    return [str(json.loads(each.body)["id"]) for each in door.posted]


def left(ledger: SqliteLedger) -> list[str]:
    return [row.key for row in ledger.lookups.overdue("leads", NOON + timedelta(days=9), 100)]


async def test_a_lead_is_asked_for_by_its_number_and_told_once(ledger: SqliteLedger) -> None:
    """The token goes in a header: addresses end up in logs."""
    owe(ledger, FIRST)
    owe(ledger, FIRST)
    graph, door = ScriptedWire([found(FIRST)]), ScriptedWire([TAKEN])
    asked = desk(ledger, StandingClock(), graph, door)
    await turn(asked)
    await turn(asked)
    address = "https://graph.facebook.com/v26.0/120000000000001"
    assert [(each.url.partition("?")[0], dict(each.headers)) for each in graph.asked] == [
        (address, {"authorization": "Bearer EAApagetoken"})
    ]
    assert (told_at(door), left(ledger)) == ([FIRST], [])


async def test_a_lead_that_is_not_there_yet_holds_up_no_other_and_is_asked_for_again(ledger: SqliteLedger) -> None:
    clock = StandingClock()
    owe(ledger, FIRST)
    owe(ledger, SECOND)
    graph, door = ScriptedWire([NOT_THERE, found(SECOND), found(FIRST)]), ScriptedWire([TAKEN, TAKEN])
    asked = desk(ledger, clock, graph, door)
    await turn(asked)
    assert (told_at(door), left(ledger)) == ([SECOND], [FIRST])
    clock.advance(seconds=5)
    await turn(asked)
    assert (told_at(door), left(ledger)) == ([SECOND, FIRST], [])


@pytest.mark.parametrize(
    ("answer", "denied"), [(EXPIRED, True), (LIMIT, False), (Silence("no answer within 30 s"), False)]
)
async def test_while_nobody_can_be_asked_all_wait_and_somebody_is_told_why(
    ledger: SqliteLedger, answer: Any, denied: bool
) -> None:
    """Nothing is told without the person before its time."""
    clock, door = StandingClock(), ScriptedWire([TAKEN, TAKEN])
    owe(ledger, FIRST)
    owe(ledger, SECOND)
    graph = ScriptedWire([answer, found(FIRST), found(SECOND)])
    asked = desk(ledger, clock, graph, door)
    await turn(asked)
    await turn(asked)
    failing = ledger.asking.look("leads", "lookup").failing
    assert failing is not None
    assert (failing.denied, len(graph.asked), told_at(door)) == (denied, 1, [])
    clock.advance(seconds=5)
    await turn(asked)
    assert (told_at(door), ledger.asking.look("leads", "lookup").failing) == ([FIRST, SECOND], None)


async def test_a_lead_that_was_not_found_in_a_day_is_told_by_its_number_alone(ledger: SqliteLedger) -> None:
    """Also while its source cannot be asked: the lead counts, and Meta knows it by its own number."""
    clock, door = StandingClock(), ScriptedWire([TAKEN])
    owe(ledger, FIRST)
    asked = desk(ledger, clock, ScriptedWire([EXPIRED, EXPIRED]), door)
    await turn(asked)
    clock.advance(hours=24, seconds=1)
    await turn(asked)
    assert [json.loads(each.body)["field_data"] for each in door.posted] == [[]]
    assert (told_at(door), left(ledger)) == ([FIRST], [])


async def test_a_worker_that_dies_before_the_gateway_took_it_looks_again(ledger: SqliteLedger, tmp_path: Path) -> None:
    clock = StandingClock()
    owe(ledger, FIRST)
    await turn(desk(ledger, clock, ScriptedWire([found(FIRST)]), ScriptedWire([Silence("the connection failed")])))
    ledger.close()
    again, door = SqliteLedger(tmp_path / "ledger.db"), ScriptedWire([TAKEN])
    clock.advance(seconds=5)
    await turn(desk(again, clock, ScriptedWire([found(FIRST)]), door))
    assert (told_at(door), left(again)) == ([FIRST], [])
    again.close()


async def test_what_was_found_and_cannot_be_used_is_told_by_its_number_alone(ledger: SqliteLedger) -> None:
    door = ScriptedWire([Answer(400, {}, b"{}"), TAKEN])
    owe(ledger, FIRST)
    await turn(desk(ledger, StandingClock(), ScriptedWire([found(FIRST)]), door))
    assert (told_at(door), left(ledger)) == ([FIRST, FIRST], [])
    assert ledger.asking.look("leads", "lookup").refused == 1


async def test_when_the_token_is_taken_out_of_the_settings_what_waits_is_told_without(ledger: SqliteLedger) -> None:
    """What was answered with 200 is not forgotten."""
    clock, door = StandingClock(), ScriptedWire([TAKEN])
    owe(ledger, FIRST)
    clock.advance(minutes=1)
    asked = desk(ledger, clock, ScriptedWire([]), door)
    await turn(msgspec.structs.replace(asked, access=None, patience=timedelta(0)))
    assert (told_at(door), left(ledger)) == ([FIRST], [])


class Faulty(FromLeadAds):
    """Fails at the first lead, by a fault of its own."""

    async def find(self, told: str, access: Access, ask: Ask) -> Row:
        if FIRST in told:
            raise KeyError("field_data")
        return await super().find(told, access, ask)


async def test_a_lead_that_our_own_code_fails_at_holds_up_no_other_and_is_told_after_a_day(
    ledger: SqliteLedger,
) -> None:
    clock = StandingClock()
    owe(ledger, FIRST)
    owe(ledger, SECOND)
    door = ScriptedWire([TAKEN, TAKEN])
    asked = msgspec.structs.replace(desk(ledger, clock, ScriptedWire([found(SECOND)]), door), lookup=Faulty())
    await turn(asked)
    assert (told_at(door), left(ledger)) == ([SECOND], [FIRST])
    clock.advance(hours=24, seconds=1)
    await turn(asked)
    assert (told_at(door), left(ledger)) == ([SECOND, FIRST], [])
