"""A test event code is on for a while, not for ever: whoever set it, and however often the worker starts anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.config.schema import Meta
from tandem.destinations.meta.client import MetaDestination
from tandem.event.extras import Envelope
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import Posted, ScriptedWire
from tandem.ledger.reports.test_codes import CodeInUse, codes_in_use
from tandem.ledger.sqlite import SqliteLedger
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DESTINATION, event
from tests.support.settings import TOKEN

HOUR = timedelta(hours=1)
META = Meta(dataset_id="1234567890", token="", test_event_code="TEST1")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def sent(ledger: SqliteLedger, at: timedelta, settings: Meta = META, **changes: Any) -> str | None:
    """The code that goes out with an event, `at` after noon."""
    wire = ScriptedWire([lambda _: Answer(200, {}, b'{"events_received":1}')])
    clock = StandingClock(NOON + at)
    await MetaDestination(settings, Secret(TOKEN), wire, clock, until=ledger.trial.until).deliver([event(**changes)])
    code: str | None = json.loads(wire.posted[0].body).get("test_event_code")
    return code


async def test_a_code_is_sent_for_an_hour_from_its_first_use(books: Books) -> None:
    moments = [timedelta(), HOUR - timedelta(seconds=1), HOUR, 2 * HOUR]
    assert [await sent(books.ledger, at) for at in moments] == ["TEST1", "TEST1", None, None]


async def test_a_restart_does_not_renew_it(books: Books) -> None:
    await sent(books.ledger, timedelta())
    books.crash()
    assert await sent(books.ledger, HOUR) is None


async def test_a_day_without_use_does(books: Books) -> None:
    """Use after its time counts as well: a code forgotten in the settings stays off."""
    used = [timedelta(hours=hours) for hours in (0, 20, 40, 63, 87)]
    assert [await sent(books.ledger, at) for at in used] == ["TEST1", None, None, None, "TEST1"]


async def test_the_time_is_a_setting(books: Books) -> None:
    short = Meta(dataset_id="1234567890", token="", test_event_code="TEST1", test_event_minutes=5)
    moments = [timedelta(), timedelta(minutes=4), timedelta(minutes=5)]
    assert [await sent(books.ledger, at, short) for at in moments] == ["TEST1", "TEST1", None]


async def test_a_code_of_the_request_goes_before_the_settings_and_has_a_time_of_its_own(books: Books) -> None:
    own = Envelope(test_event_code="TEST2")
    await sent(books.ledger, timedelta())
    assert await sent(books.ledger, 2 * HOUR, envelope=own) == "TEST2"
    assert await sent(books.ledger, 3 * HOUR, envelope=own) is None


async def test_without_a_code_nothing_is_written_down(books: Books) -> None:
    assert await sent(books.ledger, timedelta(), Meta(dataset_id="1234567890", token="")) is None
    assert books.count("test_code") == 0


async def test_the_report_names_the_codes_in_use(books: Books) -> None:
    """What a banner shows: which code, since when, until when, and whether it is still sent."""
    await sent(books.ledger, timedelta())
    last = NOON + 2 * HOUR
    await sent(books.ledger, 2 * HOUR)
    row = CodeInUse(
        destination=DESTINATION, code="TEST1", begun_at=NOON, used_at=last, ends_at=NOON + HOUR, is_sent=False
    )
    assert codes_in_use(books.ledger._connection, last) == (row,)
    assert codes_in_use(books.ledger._connection, last + timedelta(days=2)) == ()


def url(posted: Posted) -> str:
    return posted.url.split("/")[3]


async def test_a_share_of_the_requests_goes_to_the_version_on_trial() -> None:
    """A roll below the share; each request is remembered with its version."""
    wire = ScriptedWire(iter(lambda: lambda _: Answer(200, {}, b'{"events_received":1}'), None))
    settings = Meta(dataset_id="7", token="", api_version="v25.0", canary_version="v26.0", canary_share=0.25)
    rolls = iter([0.24, 0.25, 0.9, 0.0])
    meta = MetaDestination(settings, Secret(TOKEN), wire, StandingClock(), roll=lambda: next(rolls))
    requests = [(await meta.deliver([event()])).request for _ in range(4)]
    assert [url(each) for each in wire.posted] == ["v26.0", "v25.0", "v25.0", "v26.0"]
    assert [each.version for each in requests] == ["v26.0", "v25.0", "v25.0", "v26.0"]
