"""Dead letters go again, mended, and only those that may. Read off the books afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.dispatch import dispatch
from tandem.event.entry import ConsentChanged
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.kit.clock import micros
from tandem.ledger.reports.dead import Chosen, dead
from tandem.ledger.reports.replays import TracedReplay, replays_of
from tandem.ledger.reports.snapshot import snapshot
from tandem.upkeep.recipe import Recipe
from tandem.upkeep.replay import Replayed, dry_run, replay
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DESTINATION, FBP, event, sha256
from tests.support.meta_answers import always, lane, refusing, taking

SOON = NOON + timedelta(seconds=2)
ALL = Chosen()
NOTHING = Recipe()
EURO = Recipe(set={"custom_data.currency": "EUR"})


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


async def bury(books: Books, clock: StandingClock, *ids: str, **changes: Any) -> None:
    """Meta refuses these, and takes the good one beside them."""
    await books.post(*[event(event_id=each, **changes) for each in ids], event(event_id="good"))
    await dispatch(lane(books, always(refusing(ids)), clock))


def go(books: Books, clock: StandingClock, chosen: Chosen = ALL, recipe: Recipe = NOTHING) -> Replayed:
    work = replay(books.ledger, chosen, recipe, books.sites, clock, "the operator")
    while True:
        try:
            next(work)
        except StopIteration as end:
            report: Replayed = end.value
            return report


def look(books: Books, clock: StandingClock, chosen: Chosen = ALL, recipe: Recipe = NOTHING) -> Replayed:
    with snapshot(books.folder / "ledger.db") as ledger:
        return dry_run(ledger, chosen, recipe, books.sites, clock)


async def test_a_mended_letter_is_delivered_under_its_own_id(books: Books, clock: StandingClock) -> None:
    """And what was delivered before is not sent again."""
    await bury(books, clock, "bad", custom_data={"value": 1, "currency": "EUR", "flaw": "x"})
    assert go(books, clock, recipe=Recipe(remove=("custom_data.flaw",))).goes == 1
    wire = always(taking)
    assert await dispatch(lane(books, wire, clock)) == 1
    (sent,) = json.loads(wire.posted[0].body)["data"]
    assert (sent["event_id"], "flaw" in sent["custom_data"]) == ("bad", False)
    assert books.fates() == {"bad": ("delivered", None), "good": ("delivered", None)}
    assert books.balance()


async def test_a_dry_run_says_what_would_go_and_changes_nothing(books: Books, clock: StandingClock) -> None:
    await bury(books, clock, "one", "two")
    before = books.ask("SELECT * FROM outbox")
    report = look(books, clock)
    assert (report.chosen, report.goes, sorted(report.examples)) == (2, 2, ["one", "two"])
    assert books.ask("SELECT * FROM outbox") == before
    assert books.count("replay") == 0


async def test_a_letter_that_would_be_refused_again_stays(books: Books, clock: StandingClock) -> None:
    """The dry run and the replay say the same of it, and why."""
    await books.post(event(event_id="no_currency", custom_data={"value": 1}))
    await dispatch(lane(books, always(taking), clock))
    assert books.fates()["no_currency"][0] == "dead"
    told = look(books, clock)
    assert (told.goes, told.kept[0].count, told.kept[0].examples) == (0, 1, ("no_currency",))
    assert "currency" in told.kept[0].why
    assert go(books, clock) == told
    assert look(books, clock, recipe=EURO).goes == 1
    assert go(books, clock, recipe=EURO).goes == 1
    assert books.ask("SELECT currency FROM conversion") == [("EUR",)]


async def test_a_letter_beyond_its_deadline_stays(books: Books, clock: StandingClock) -> None:
    await bury(books, clock, "bad")
    clock.advance(days=8)
    told = go(books, clock)
    assert (told.goes, told.kept[0].why.partition(":")[0]) == (0, Reason.TOO_LATE)


async def test_a_letter_whose_visitor_took_the_consent_back_stays(books: Books, clock: StandingClock) -> None:
    """Consent counts as it stands now."""
    await bury(books, clock, "bad")
    denied = Grants("denied", "manual", clock.advance(minutes=1))
    await books.post(ConsentChanged(site="shop", visitor=sha256(FBP), grants=denied, received_at=clock()))
    told = go(books, clock)
    assert (told.goes, told.kept[0].why) == (0, Reason.CONSENT_WITHDRAWN)
    assert books.fates()["bad"][0] == "dead"


async def test_only_the_chosen_letters_go(books: Books, clock: StandingClock) -> None:
    await bury(books, clock, "one", "two")
    await books.post(event(event_id="three", event_name="Lead", received_at=NOON + timedelta(hours=1)))
    clock.advance(hours=2)
    await dispatch(lane(books, always(refusing(["three"])), clock))
    for chosen, count in (
        (Chosen(event_id="one"), 1),
        (Chosen(event_name="Lead"), 1),
        (Chosen(since=NOON + timedelta(minutes=30)), 1),
        (Chosen(until=NOON + timedelta(minutes=30)), 2),
        (Chosen(reason=Reason.OUR_FAULT), 0),
        (Chosen(destination=DESTINATION), 3),
        (Chosen(destination="meta:7"), 0),
        (Chosen(said="100/2804050"), 3),
        (Chosen(said="no such words"), 0),
    ):
        assert look(books, clock, chosen).chosen == count
    go(books, clock, Chosen(event_id="one"))
    states = {event_id: state for event_id, (state, _) in books.fates().items()}
    assert states == {"one": "waiting", "two": "dead", "three": "dead", "good": "delivered"}


async def test_who_replayed_what_and_how_is_written_down(books: Books, clock: StandingClock) -> None:
    await bury(books, clock, "bad")
    go(books, clock, recipe=EURO)
    ((at, asked_by, recipe, replayed, kept),) = books.ask("SELECT at, asked_by, recipe, replayed, kept FROM replay")
    assert (at, asked_by, replayed, kept) == (micros(SOON), "the operator", 1, 0)
    assert json.loads(recipe) == {"set": {"custom_data.currency": "EUR"}}
    assert books.ask("SELECT event_id FROM replayed JOIN conversion ON id = conversion") == [("bad",)]


async def test_an_events_trace_tells_of_each_replay(books: Books, clock: StandingClock) -> None:
    """Who asked, when, and how it was mended first."""
    await bury(books, clock, "bad")
    go(books, clock)
    await dispatch(lane(books, always(refusing(["bad"])), clock))
    clock.advance(minutes=1)
    go(books, clock, recipe=EURO)
    ((number,),) = books.ask("SELECT id FROM conversion WHERE event_id = 'bad'")
    with snapshot(books.folder / "ledger.db") as ledger:
        assert replays_of(ledger, number) == (
            TracedReplay(DESTINATION, SOON, "the operator", {}),
            TracedReplay(DESTINATION, SOON + timedelta(minutes=1), "the operator", {"set": EURO.set}),
        )


async def test_many_letters_go_in_bites_each_once(books: Books, clock: StandingClock) -> None:
    """More than one transaction's worth."""
    ids = [f"e{number}" for number in range(450)]
    await books.post(*[event(event_id=each, custom_data={"value": 1}) for each in ids])
    await dispatch(lane(books, always(taking), clock))
    steps = list(replay(books.ledger, ALL, EURO, books.sites, clock, "the operator"))
    assert [step.done for step in steps] == [200, 400, 450]
    assert {step.whole for step in steps} == {450}
    assert books.count("replayed") == 450


async def test_the_list_groups_letters_by_what_was_said_of_them(books: Books, clock: StandingClock) -> None:
    """With the largest group first, its oldest letter, its first deadline and an example."""
    await bury(books, clock, "one", "two")
    await books.post(event(event_id="lacking", custom_data={"value": 1}))
    await dispatch(lane(books, always(taking), clock))
    with snapshot(books.folder / "ledger.db") as ledger:
        first, second = dead(ledger, ALL, clock())
    assert (first.count, first.sendable, first.example_event_id, first.reason) == (2, 2, "two", Reason.REJECTED)
    assert first.oldest_received_at == NOON
    assert first.first_deadline == NOON + timedelta(days=7)
    assert (second.count, second.example_event_id) == (1, "lacking")
    assert "currency" in second.detail
