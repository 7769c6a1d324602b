"""A source that falls silent, is refused, or cannot be asked is somebody's to look at; nothing else of it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tandem.alerts.sources import Watched, source_findings
from tandem.event.entry import Heard, Refusals
from tandem.event.outcome import Reason
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.reports.sources import SourceRow, source_rows
from tests.support.books import Books, open_books
from tests.support.clock import NOON

DAY = timedelta(days=1)
WEEK_BEFORE = NOON - 7 * DAY


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def hear(books: Books, moments: Sequence[datetime], count: int = 1) -> None:
    await books.post(*(Heard(site="shop", source="pots", count=count, received_at=at) for at in moments))


async def refuse(books: Books, count: int, reason: Reason = Reason.BAD_SIGNATURE, at: datetime = NOON) -> None:
    words = {"field": "x-wc-webhook-signature", "problem": "fits none of the secrets", "cure": "Compare the secret."}
    await books.post(Refusals(site="shop", source="pots", reason=reason, count=count, received_at=at, **words))


def row(books: Books, now: datetime = NOON) -> SourceRow:
    with snapshot(books.folder / "ledger.db") as ledger:
        (found,) = source_rows(ledger, now, ["pots"])
    return found


def kinds(books: Books, now: datetime = NOON, share: float = 0.2, **settings: float | bool | None) -> list[str]:
    watched = Watched(row=row(books, now), **settings)  # type: ignore[arg-type]
    return [kind for kind, _, _ in source_findings(watched, now, share)]


def every_hour(begin: datetime, end: datetime, by_day: tuple[int, int] = (8, 20)) -> list[datetime]:
    hours = [begin + timedelta(hours=number) for number in range(int((end - begin) / timedelta(hours=1)) + 1)]
    return [hour for hour in hours if by_day[0] <= hour.hour <= by_day[1]]


async def test_a_shop_that_sleeps_at_night_may_be_silent_for_twice_a_night(books: Books) -> None:
    """From 20 to 8 it is silent as a rule, twelve hours: after twenty-four somebody is told."""
    await hear(books, every_hour(WEEK_BEFORE, NOON))
    assert row(books).habit == 12
    assert kinds(books, NOON + timedelta(hours=24)) == []
    assert kinds(books, NOON + timedelta(hours=24, minutes=1)) == ["source_silent"]


async def test_a_busy_source_is_missed_after_three_hours(books: Books) -> None:
    await hear(books, every_hour(NOON - 2 * DAY, NOON, (0, 23)))
    assert kinds(books, NOON + timedelta(hours=3)) == []
    assert kinds(books, NOON + timedelta(hours=3, minutes=1)) == ["source_silent"]


async def test_one_outage_makes_no_habit(books: Books) -> None:
    """Two days of silence within the week are not taken for the rule."""
    kept = [hour for hour in every_hour(WEEK_BEFORE, NOON, (0, 23)) if not 2 * DAY < hour - WEEK_BEFORE < 4 * DAY]
    await hear(books, kept)
    assert row(books).habit == 1


async def test_a_source_that_was_never_heard_or_hardly_ever_is_not_missed(books: Books) -> None:
    assert kinds(books) == []
    await hear(books, [WEEK_BEFORE, WEEK_BEFORE + DAY])
    assert kinds(books, NOON + 30 * DAY) == []


async def test_how_long_a_source_may_be_silent_can_be_set_and_switched_off(books: Books) -> None:
    await hear(books, every_hour(NOON - 2 * DAY, NOON, (0, 23)))
    later = NOON + timedelta(hours=30)
    assert kinds(books, later, silent_hours=29) == ["source_silent"]
    assert kinds(books, later, silent_hours=31) == []
    assert kinds(books, later, silent_hours=0) == []


async def test_a_source_that_tells_again_is_missed_no_more(books: Books) -> None:
    await hear(books, every_hour(NOON - 2 * DAY, NOON, (0, 23)))
    await hear(books, [NOON + DAY])
    assert kinds(books, NOON + DAY) == []


async def test_four_weeks_are_remembered_and_no_more(books: Books) -> None:
    await hear(books, every_hour(NOON - 60 * DAY, NOON))
    first = books.ask("SELECT min(hour) FROM source_hour")[0][0]
    assert first >= (NOON - 28 * DAY).timestamp() * 1e6
    assert row(books).messages == len(every_hour(NOON - 60 * DAY, NOON))


async def test_a_source_of_which_much_is_refused_is_told_of_with_the_reason_and_the_cure(books: Books) -> None:
    await hear(books, [NOON], count=15)
    await refuse(books, 5)
    ((kind, subject, text),) = source_findings(Watched(row=row(books)), NOON, 0.2)
    assert (kind, subject) == ("source_refused", "pots")
    assert text.startswith("5 of 20 messages of pots were refused within six hours")
    assert text.endswith("mostly because it fits none of the secrets. Compare the secret.")


@pytest.mark.parametrize(
    ("heard", "refused", "reason", "hours_ago", "told"),
    [
        (15, 5, Reason.BAD_SIGNATURE, 0, True),
        (0, 4, Reason.BAD_SIGNATURE, 0, False),
        (0, 5, Reason.MALFORMED, 0, True),
        (100, 5, Reason.BAD_SIGNATURE, 0, False),
        (0, 50, Reason.BAD_SIGNATURE, 8, False),
        (0, 50, Reason.NO_ROOM, 0, False),
    ],
    ids=["a share", "a few strangers", "nothing but", "one in twenty", "long ago", "our own fault"],
)
async def test_what_strangers_post_and_what_was_our_own_fault_is_no_finding(
    books: Books, heard: int, refused: int, reason: Reason, hours_ago: int, told: bool
) -> None:
    if heard:
        await hear(books, [NOON], count=heard)
    await refuse(books, refused, reason, NOON - timedelta(hours=hours_ago))
    assert kinds(books, share=0.19) == (["source_refused"] if told else [])
    assert kinds(books, share=1) == []


def fail(books: Books, at: datetime, *, denied: bool) -> None:
    with books.ledger.turn():
        books.ledger.asking.failed("pots", "poll", "it answered 503", at, at, denied=denied)


async def test_a_source_that_cannot_be_asked_is_told_of_at_once_if_somebody_must_mend_it(books: Books) -> None:
    fail(books, NOON, denied=True)
    ((kind, subject, text),) = source_findings(Watched(row=row(books), is_asked=True), NOON, 0.2)
    assert (kind, subject) == ("poll_failing", "pots")
    assert "it answered 503" in text


async def test_a_source_that_is_down_for_an_hour_comes_back_by_itself(books: Books) -> None:
    for minute in (0, 59):
        fail(books, NOON + timedelta(minutes=minute), denied=False)
    assert kinds(books, NOON + timedelta(minutes=60), is_asked=True) == []
    assert kinds(books, NOON + timedelta(minutes=61), is_asked=True) == ["poll_failing"]
    with books.ledger.turn():
        books.ledger.asking.answered("pots", "poll", NOON + timedelta(minutes=62), NOON + timedelta(minutes=77))
    assert kinds(books, NOON + timedelta(minutes=62), is_asked=True) == []


async def test_a_source_that_is_asked_no_more_is_nobodys_worry(books: Books) -> None:
    fail(books, NOON, denied=True)
    assert kinds(books, is_asked=False) == []
