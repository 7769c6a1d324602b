"""The warning of test event codes: as long as it matters, and with the way out."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tandem.web.view import View
from tests.support.books_to_read import Books
from tests.support.clock import NOON
from tests.support.dashboard import RunningDashboard, running_dashboard
from tests.support.events import DESTINATION

HOUR = timedelta(hours=1)


def test_a_code_that_is_being_sent_is_told_with_its_time_and_the_way_to_end_it(
    books: Books, dashboard: RunningDashboard
) -> None:
    """Used at noon for an hour, by a sender: the settings name none."""
    books.ledger.trial.until(DESTINATION, "TEST123", HOUR, NOON)
    (told,) = dashboard.ask("/api/test-codes").json

    assert (told["destination"], told["code"], told["sent"]) == (DESTINATION, "TEST123", True)
    assert (told["begun_at"], told["ends_at"]) == ("2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z")
    assert (told["in_settings"], "Graph-shaped door" in told["cure"]) == (False, True)


def test_a_code_of_the_settings_is_told_until_it_is_taken_out(books: Books, view: View) -> None:
    """Also after its time, when it is no longer sent; the cure names the setting."""
    books.ledger.trial.until(DESTINATION, "TEST123", HOUR, NOON - timedelta(hours=3))
    with running_dashboard(replace(view, test_codes={(DESTINATION, "TEST123")})) as dashboard:
        (told,) = dashboard.ask("/api/test-codes").json

    assert (told["sent"], told["in_settings"]) == (False, True)
    assert "test-event-code" in told["cure"]


def test_a_senders_code_is_forgotten_once_it_is_over_and_unused(books: Books, dashboard: RunningDashboard) -> None:
    """Its hour ended at 10; an event last came under it at 10:30, and it is past noon."""
    for at in (NOON - timedelta(hours=3), NOON - timedelta(minutes=90)):
        books.ledger.trial.until(DESTINATION, "TEST123", HOUR, at)

    assert dashboard.ask("/api/test-codes").json == []


def test_without_a_code_there_is_nothing_to_warn_of(books: Books, dashboard: RunningDashboard) -> None:
    assert dashboard.ask("/api/test-codes").json == []


def test_a_code_that_looks_like_an_address_is_not_repeated(books: Books, dashboard: RunningDashboard) -> None:
    """A sender may write anything into it."""
    books.ledger.trial.until(DESTINATION, "ada@example.com", HOUR, NOON)
    assert dashboard.ask("/api/test-codes").json[0]["code"] == "[email]"
