"""Alerts: what needs a person is told once, and once more when it is over."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.alerts.findings import Seen, findings
from tandem.alerts.tell import Ears
from tandem.alerts.watch import watch
from tandem.config.alerts import Alerts
from tandem.event.privacy import Wish
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import ScriptedWire, SilentWire
from tandem.ledger.privacy import Held, PrivacyRow
from tandem.ledger.reports.lanes import LanePause, LaneRow
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import DESTINATION

WEBHOOK = Secret("https://chat.example/hooks/T0P-S3CRET")
TAKEN = Answer(200, {}, b"ok")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def pause(cause: str, begun_at: datetime = NOON) -> LanePause:
    return LanePause(cause=cause, detail="190: the token has expired", begun_at=begun_at)


def lane(**changes: Any) -> LaneRow:
    fields: dict[str, Any] = {
        "destination": DESTINATION,
        "breaker": "closed",
        "pause": None,
        "retry_at": None,
        "concurrency": 1,
        "usage": 0,
        "refusals": 0,
        "waiting": 0,
        "in_flight": 0,
        "dead": 0,
        "near_deadline": 0,
        "next_deadline": None,
        "oldest_waiting_at": None,
        "told_at": None,
        "removed_at": None,
    }
    return LaneRow(**{**fields, **changes})


def seen(*lanes: LaneRow, **changes: Any) -> Seen:
    fields: dict[str, Any] = {"now": NOON, "lanes": lanes, "latest": NOON, "set_aside": 0, "is_cramped": False}
    return Seen(**{**fields, **changes})


HOURS_AGO = NOON - timedelta(hours=7)


def request(wish: Wish, at: datetime = NOON) -> PrivacyRow:
    """An open one."""
    return PrivacyRow(
        id=1,
        at=at,
        due_at=at + timedelta(days=30),
        site="shop",
        source="bikes",
        wish=wish,
        number="9999",
        kinds=("email",),
        held=Held(),
        settled_at=None,
    )


@pytest.mark.parametrize(
    ("look", "kinds"),
    [
        (seen(lane()), []),
        (seen(lane(pause=pause("token"))), ["paused"]),
        (seen(lane(pause=pause("fuse"))), ["paused"]),
        (seen(lane(pause=pause("down"))), []),
        (seen(lane(pause=pause("down", HOURS_AGO))), ["paused"]),
        (seen(lane(pause=pause("token"), removed_at=NOON)), []),
        (seen(lane(near_deadline=3)), ["deadline"]),
        (seen(lane(dead=5)), []),
        (seen(lane(dead=6)), ["dead_letters"]),
        (seen(latest=HOURS_AGO), ["quiet"]),
        (seen(latest=None), []),
        (seen(is_cramped=True, set_aside=1), ["disk", "set_aside"]),
        (seen(requests=[request("disclose"), request("close")]), ["privacy"]),
        (seen(requests=[request("erase")]), []),
        (seen(requests=[request("erase", HOURS_AGO)]), ["privacy"]),
    ],
)
def test_only_what_needs_a_person_is_a_finding(look: Seen, kinds: list[str]) -> None:
    """
    A short outage mends itself, and an erasure makes itself; a shop that has never sold is not quiet; what was taken
    out is nobody's worry.
    """
    told = findings(look, Alerts(quiet_hours=6, dead_letters=5))
    assert [each.kind for each in told] == kinds


def test_requests_of_persons_are_told_with_the_day_they_are_due() -> None:
    """The earliest of them; and nobody is named."""
    early, late = request("disclose", NOON - timedelta(days=3)), request("disclose")
    (told,) = findings(seen(requests=[late, early]), Alerts())
    assert told.subject == "bikes"
    assert told.text.startswith("2 requests of persons came by way of bikes: answer by 2026-12-19.")


def test_quiet_is_no_alert_unless_it_is_asked_for() -> None:
    """A site that sells once a week must not be woken every night."""
    assert findings(seen(latest=HOURS_AGO), Alerts()) == []


async def test_an_alert_is_told_once_and_once_more_when_it_is_over(books: Books) -> None:
    """Also by a worker that starts in between."""
    wire = ScriptedWire([TAKEN, TAKEN])
    ears = Ears(wire=wire, webhook=WEBHOOK)
    for _ in range(2):
        await watch(seen(lane(pause=pause("token"), waiting=12)), Alerts(), books.ledger, ears)
        books.crash()
    for _ in range(2):
        await watch(seen(lane()), Alerts(), books.ledger, ears)
    told = [json.loads(each.body) for each in wire.posted]
    assert [each["state"] for each in told] == ["begun", "cleared"]
    assert told[0]["subject"] == DESTINATION
    assert "190: the token has expired). 12 events wait." in told[0]["text"]
    assert {each.url for each in wire.posted} == {WEBHOOK.reveal()}


async def test_what_could_not_be_told_is_told_next_time(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    """A webhook that is silent or answers 500 has not heard; its address, a secret, is in no log."""
    alarming = seen(is_cramped=True)
    await watch(alarming, Alerts(), books.ledger, Ears(wire=SilentWire(), webhook=WEBHOOK))
    wire = ScriptedWire([Answer(500, {}, b""), Silence("no answer"), TAKEN])
    for _ in range(4):
        await watch(alarming, Alerts(), books.ledger, Ears(wire=wire, webhook=WEBHOOK))
    assert len(wire.posted) == 3
    written = capsys.readouterr()
    assert "S3CRET" not in written.out + written.err


async def test_what_is_over_before_anybody_heard_of_it_is_not_told(books: Books) -> None:
    """Nobody wants to hear the end of what they never knew."""
    await watch(seen(is_cramped=True), Alerts(), books.ledger, Ears(wire=SilentWire(), webhook=WEBHOOK))
    wire = ScriptedWire([])
    await watch(seen(), Alerts(), books.ledger, Ears(wire=wire, webhook=WEBHOOK))
    assert wire.posted == []


async def test_what_comes_back_while_its_end_is_untold_is_one_alert(books: Books) -> None:
    wire = ScriptedWire([TAKEN, Silence("no answer")])
    ears = Ears(wire=wire, webhook=WEBHOOK)
    for cramped in (True, False, True, True):
        await watch(seen(is_cramped=cramped), Alerts(), books.ledger, ears)
    assert [json.loads(each.body)["state"] for each in wire.posted] == ["begun", "cleared"]


async def test_a_program_is_run_with_the_alert_on_its_standard_input(books: Books, tmp_path: Path) -> None:
    """One that fails has not heard."""
    heard = tmp_path / "heard"
    script = f"import sys; open({str(heard)!r}, 'a').write(sys.stdin.read() + chr(10)); sys.exit({{}})"
    for code in (1, 0, 0):
        command = (sys.executable, "-c", script.format(code))
        await watch(seen(set_aside=2), Alerts(), books.ledger, Ears(wire=SilentWire(), command=command))
    told = [json.loads(line) for line in heard.read_text().splitlines()]
    assert [each["alert"] for each in told] == ["set_aside", "set_aside"]
