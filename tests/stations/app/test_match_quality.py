"""The worker asks for the real Event Match Quality: at the right moments, and writes down whatever comes of it."""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tandem.app import match_quality, paths, worker
from tandem.app.match_quality import due_at
from tandem.config.schema import Meta, Site
from tandem.emulator.testing import MetaEmulator
from tandem.event import entry
from tandem.event.entry import Taken
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import system_clock
from tandem.kit.wire_fakes import SilentWire
from tandem.ledger.quality import Asked
from tandem.ledger.reports.quality import QualityAnswer, answer
from tandem.ledger.reports.snapshot import NoLedger, snapshot
from tandem.ledger.sqlite import SqliteLedger
from tests.support.clock import NOON, StandingClock
from tests.support.events import DESTINATION, tag_event
from tests.support.settings import SHOP, loaded, settings
from tests.support.waiting import eventually

HOUR = timedelta(hours=1)
SIX = 6 * HOUR
ONE_SECOND = 1 / 3600
TOKEN = "EMULATED-token-of-tests"


def site(meta: str, **changes: object) -> Site:
    dataset = Meta(dataset_id="1234567890", token=TOKEN, endpoint=meta, linger=0.01, quality_hours=ONE_SECOND)
    return Site(name="shop", origins=(), meta=(replace(dataset, **changes),))


def told(data: Path) -> QualityAnswer | None:
    with suppress(NoLedger), snapshot(paths.ledger(data)) as ledger:
        return answer(ledger, DESTINATION)
    return None


async def test_what_meta_says_of_the_delivered_events_is_in_the_books(tmp_path: Path) -> None:
    """E-mail, browser id, address and browser are worth 4.9 to the emulator; the token travels in no address."""
    journal, now, stop = SqliteJournal(paths.journal(tmp_path)), system_clock(), asyncio.Event()
    with MetaEmulator.running() as meta:
        await journal.append([entry.encode(Taken(event=tag_event(event_time=now, received_at=now)))])
        running = asyncio.create_task(worker.run(loaded(settings(site(meta.url)), tmp_path), stop))
        found = await eventually(lambda: told(tmp_path), lambda seen: bool(seen and seen.scores))
        stop.set()
        await asyncio.wait_for(running, 10)
        (question, *_) = [each for each in meta.requests() if each["path"].endswith("/dataset_quality")]

    assert found is not None
    assert (found.scores, found.problem) == ({"Purchase": 4.9}, "")
    assert "token" not in question["query"].lower()
    journal.close()


async def test_a_question_without_an_answer_is_in_the_books_and_costs_nothing_else(tmp_path: Path) -> None:
    """Why, and when; the worker goes on."""
    ledger, clock = SqliteLedger(tmp_path / "ledger.db"), StandingClock()
    ready = loaded(settings(site("https://graph.example")), tmp_path)
    with closing(ledger):
        ((_, turn),) = match_quality.turns(ready, ledger, SilentWire(), clock)
        clock.advance(seconds=2)
        await turn()
        assert ledger.quality.asked(DESTINATION) == Asked(clock(), told=False)


def test_nobody_is_asked_who_is_not_to_be(tmp_path: Path) -> None:
    """`quality-hours = 0`, and a site that sends nothing from the server."""
    ready = loaded(
        settings(site("https://graph.example", quality_hours=0.0), replace(SHOP, mode="pixel-only")), tmp_path
    )
    with closing(SqliteLedger(tmp_path / "ledger.db")) as ledger:
        assert list(match_quality.turns(ready, ledger, SilentWire(), StandingClock())) == []


@pytest.mark.parametrize(
    ("asked", "every", "due"),
    [
        (None, SIX, NOON + timedelta(minutes=10)),
        (None, timedelta(minutes=1), NOON + timedelta(minutes=1)),
        (Asked(NOON - 5 * HOUR, True), SIX, NOON + HOUR),
        (Asked(NOON - 5 * HOUR, False), SIX, NOON - 4 * HOUR),
        (Asked(NOON, False), timedelta(minutes=1), NOON + timedelta(minutes=1)),
    ],
)
def test_it_asks_at_the_right_moment(asked: Asked | None, every: timedelta, due: datetime) -> None:
    """Ten minutes after the first start, then as set; after a failure within the hour; a restart asks no sooner."""
    assert due_at(asked, every, begun=NOON) == due
