"""Back-pressure: senders come back later before the disk is full, and the gateway says whether it is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.config.schema import Limits
from tandem.doors.room import Measured, Room
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tests.support.acceptor import RunningAcceptor, running_acceptor
from tests.support.settings import KEY, settings
from tests.support.waiting import eventually

MIB = 1024 * 1024
LEAD = {"event_name": "Lead", "event_id": "1"}
MESSAGE = {"v": 1, "consent": {"ads": "granted", "signal": "manual"}, "visit": {}, "events": [LEAD]}
MORE_THAN_ANY_DISK = 2**40


def is_open(room: Room) -> bool:
    try:
        room.enter()
    except Refused as refused:
        return refused.refusal.reason is not Reason.NO_ROOM
    return True


def test_senders_wait_when_less_than_the_reserve_is_left() -> None:
    """The reserve is exactly what is kept free while nothing waits to be settled."""
    room = Room(Limits(disk_reserve=10))
    room.look(Measured(free=10 * MIB, unsettled=0))
    assert is_open(room)
    room.look(Measured(free=10 * MIB - 1, unsettled=0))
    assert not is_open(room)


def test_what_was_taken_and_is_not_settled_counts_as_used() -> None:
    """Each entry of the journal still needs its place in the ledger: 2 KiB, so a thousand need two million bytes."""
    room = Room(Limits(disk_reserve=10))
    room.look(Measured(free=10 * MIB + 2_048_000 - 1, unsettled=1_000))
    assert not is_open(room)


def test_senders_wait_when_the_worker_does_not_keep_up() -> None:
    room = Room(Limits(backlog=1_000))
    room.look(Measured(free=MORE_THAN_ANY_DISK, unsettled=1_000))
    assert is_open(room)
    room.look(Measured(free=MORE_THAN_ANY_DISK, unsettled=1_001))
    assert not is_open(room)


def test_the_doors_do_not_flutter() -> None:
    """They open again with a tenth to spare, not with the first byte."""
    room = Room(Limits(disk_reserve=10))
    room.look(Measured(free=9 * MIB, unsettled=0))
    room.look(Measured(free=10 * MIB + 1, unsettled=0))
    assert not is_open(room)
    room.look(Measured(free=12 * MIB, unsettled=0))
    assert is_open(room)


def test_a_rush_between_two_looks_cannot_fill_the_disk() -> None:
    """What was let in is reckoned with at once, four times: it lies in two files and in their logs."""
    room = Room(Limits(disk_reserve=10))
    room.look(Measured(free=14 * MIB, unsettled=0))
    room.take(MIB)
    assert is_open(room)
    room.take(1)
    assert not is_open(room)
    room.look(Measured(free=14 * MIB, unsettled=0))
    assert is_open(room)


@pytest.fixture(scope="module")
def cramped(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A gateway that wants more of its disk free than there is."""
    limits = Limits(disk_reserve=MORE_THAN_ANY_DISK)
    with running_acceptor(tmp_path_factory.mktemp("cramped") / "data", settings(limits=limits)) as running:
        yield running


async def test_every_door_says_when_to_come_back(cramped: RunningAcceptor) -> None:
    """429 and Retry-After, readable also for a page of another origin; nothing of the events is kept."""
    await eventually(lambda: cramped.ask("GET", "/readyz").status, lambda status: status == 503)
    for answer in (cramped.post_backend(LEAD), cramped.post_tag(MESSAGE)):
        assert (answer.status, answer.headers["retry-after"], answer.error["reason"]) == (429, "60", "no_room")
    assert cramped.post_tag(MESSAGE).headers["access-control-allow-origin"] == "https://www.example.com"
    kept = await eventually(cramped.journalled, lambda entries: len(entries) > 0)
    assert {entry["kind"] for entry in kept} == {"refusals"}
    assert {entry["reason"] for entry in kept} == {"no_room"}


async def test_a_sender_made_for_meta_is_told_in_metas_words(cramped: RunningAcceptor) -> None:
    """Code 4 and is_transient: Meta's "application request limit reached", which its libraries try again."""
    await eventually(lambda: cramped.ask("GET", "/readyz").status, lambda status: status == 503)
    body = {"data": [{"event_name": "Lead", "event_time": 1, "event_id": "1"}], "access_token": KEY}
    answer = cramped.ask("POST", "/v26.0/1234567890/events", body, content_type="application/json")
    assert (answer.status, answer.json["error"]["code"], answer.json["error"]["is_transient"]) == (429, 4, True)


async def test_a_gateway_without_room_is_alive_and_not_ready(cramped: RunningAcceptor) -> None:
    """A supervisor must not restart it, a load balancer should pass it by; neither is told why."""
    answer = await eventually(lambda: cramped.ask("GET", "/readyz"), lambda answer: answer.status == 503)
    assert answer.json == {"status": "not ready"}
    assert cramped.ask("GET", "/healthz").status == 200


async def test_a_broken_journal_is_told_and_its_mending_as_well(tmp_path: Path) -> None:
    """Without any event arriving: while it is broken, something is written every second to see whether it still is."""
    with running_acceptor(tmp_path / "data") as running:
        assert running.ask("GET", "/healthz").status == running.ask("GET", "/readyz").status == 200
        running.break_journal()
        running.post_backend(LEAD)
        assert running.ask("GET", "/healthz").status == running.ask("GET", "/readyz").status == 503
        running.mend_journal()
        await eventually(lambda: running.ask("GET", "/healthz").status, lambda status: status == 200)
        assert running.post_backend(LEAD).status == 202
        assert [entry["kind"] for entry in running.journalled()] == ["event"]
