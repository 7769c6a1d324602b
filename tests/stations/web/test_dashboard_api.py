from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.event.outcome import Reason
from tests.support.books_to_read import Books
from tests.support.clock import NOON
from tests.support.dashboard import RunningDashboard
from tests.support.events import DESTINATION, FBC, FBP, event, sha256, tag_event


@pytest.fixture
def filled(books: Books) -> Books:
    """1: blocked in the browser, delivered by the server. 2: rejected. 3: a page view. 4: waits."""
    books.tell(tag_event(event_id="order_1", pixel="blocked"), event(event_id="order_1"), event(event_id="order_2"))
    books.tell(tag_event(event_name="PageView", event_id="page", custom_data={}), event(event_id="order_4"))
    books.deliver(1)
    books.answer(2, verdict="never", status=400, answer='{"error":{"code":100}}')
    books.refuse(2, Reason.REJECTED, "100: no")
    return books


def test_the_overview_answers_with_the_window_as_the_page_shows_it(filled: Books, dashboard: RunningDashboard) -> None:
    """Arrivals by source, what became of them, and the destinations, in one answer."""
    seen = dashboard.ask("/api/overview?hours=1").json

    assert seen["since"] == "2026-11-22T11:05:00Z"
    assert seen["totals"]["arrivals"] == {"tag": 2, "backend": 3}
    assert (seen["totals"]["conversions"], seen["totals"]["delivered"], seen["totals"]["waiting"]) == (4, 1, 1)
    assert seen["totals"]["refused"] == {"browser_only": 1, "rejected": 1}
    assert seen["recovered"]["worth"] == [{"currency": "EUR", "value": "49.90", "conversions": 1}]
    assert [row["destination"] for row in seen["destinations"]] == [DESTINATION]


def test_an_hour_is_shown_in_minutes(filled: Books, dashboard: RunningDashboard) -> None:
    """The window is exactly as long as asked for, so that its slices are the fine ones."""
    assert dashboard.ask("/api/overview?hours=1").json["series"]["step"] == 60
    assert dashboard.ask("/api/overview?hours=24").json["series"]["step"] == 1800


def test_the_balance_is_public_and_catches_a_row_that_vanished(filled: Books, dashboard: RunningDashboard) -> None:
    """True with the sums that prove it; false, and by how much, once a row is taken out behind Tandem's back."""
    before = dashboard.ask("/api/balance").json
    filled.tamper("DELETE FROM outbox WHERE conversion = 2")
    after = dashboard.ask("/api/balance").json

    assert before["balanced"] is True
    assert before["arrivals"] == {"arrivals": 5, "conversions": 4, "repetitions": 1, "difference": 0}
    assert before["destinations"][0]["accepted"] == 4
    assert (after["balanced"], after["difference"]) == (False, 1)


def test_recovered_says_how_many_what_they_are_worth_and_how_their_browser_leg_was_lost(
    filled: Books, dashboard: RunningDashboard
) -> None:
    """One purchase of 49.90 EUR whose Pixel was blocked."""
    told = dashboard.ask("/api/recovered").json

    assert (told["conversions"], told["delivered"]) == (1, 1)
    assert told["lost"] == [{"pixel": "blocked", "conversions": 1}]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [4, 3, 2, 1]),
        ("?limit=2", [4, 3]),
        ("?limit=2&before=3", [2, 1]),
        ("?event_name=PageView", [3]),
        ("?text=order_2", [2]),
        ("?text=", [4, 3, 2, 1]),
        ("?fate=waiting", [4]),
        ("?reason=rejected", [2]),
        ("?source=tag&pixel=blocked", [1]),
        ("?recovered=true", [1]),
    ],
)
def test_events_are_filtered_and_paged_by_the_address(
    filled: Books, dashboard: RunningDashboard, query: str, ids: list[int]
) -> None:
    """Every filter of the page is a parameter of the API."""
    assert [row["id"] for row in dashboard.ask(f"/api/events{query}").json["events"]] == ids


def test_a_trace_is_told_from_receipt_to_answer(filled: Books, dashboard: RunningDashboard) -> None:
    """Both messages, the fate, the request and what the destination said."""
    told = dashboard.ask("/api/events/1").json

    assert [arrival["source"] for arrival in told["arrivals"]] == ["tag", "backend"]
    assert told["fates"][0]["state"] == "delivered"
    assert told["requests"][0]["request"]["answer"] == '{"events_received":1}'
    assert told["event"]["recovered"] is True


def test_match_quality_is_told_by_event_name_and_for_one_event(filled: Books, dashboard: RunningDashboard) -> None:
    """E-mail, browser id, address and browser: 2.5 + 1.0 + 0.8 + 0.6; of an event the Pixel alone reports, nothing."""
    (purchase,) = dashboard.ask("/api/match-quality?hours=1").json["names"]

    assert (purchase["event_name"], purchase["estimate"]["score"], purchase["told"]) == ("Purchase", 4.9, None)
    assert purchase["estimate"]["advice"][0]["text"] == "add click ID: +2.2"
    assert dashboard.ask("/api/events/1/match-quality").json["estimate"] == purchase["estimate"]
    assert dashboard.ask("/api/events/3/match-quality").json is None


def test_every_reason_that_an_event_can_meet_is_explained(dashboard: RunningDashboard) -> None:
    """A title, a meaning and a cure for each; only rules of the site's own are marked as such."""
    told = {each["reason"]: each for each in dashboard.ask("/api/reasons").json}

    assert set(told) == {reason.value for reason in Reason}
    assert all(each["title"] and each["meaning"].endswith(".") and each["cure"].endswith(".") for each in told.values())
    by_rule = {reason for reason, each in told.items() if each["by_rule"]}
    of_orders = {"cancelled", "test_order", "zero_total", "renewal", "not_meant"}
    assert by_rule == {"no_consent", "consent_withdrawn", "erased", "browser_only"} | of_orders


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/api/events/99", 404, "There is no conversion 99."),
        ("/api/overview?hours=0", 400, "hours: Expected `int` >= 1"),
        ("/api/events?fate=lost", 400, "fate: Invalid enum value 'lost'"),
        ("/api/nothing", 404, "Not Found"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_is_wrong_with_it(
    books: Books, dashboard: RunningDashboard, path: str, status: int, problem: str
) -> None:
    """The status, the problem and where to read on; never a page of HTML, never a trace of the program."""
    answer = dashboard.ask(path)

    assert answer.status == status
    assert answer.json == {"error": {"problem": problem, "cure": "See the API page: /reference."}}


def test_before_the_worker_is_up_the_dashboard_says_what_it_waits_for(dashboard: RunningDashboard) -> None:
    """503 with a cure, and no empty ledger left behind for the worker to stumble over."""
    answer = dashboard.ask("/api/overview")

    assert (answer.status, answer.json["error"]["problem"]) == (503, "The worker has not made the ledger yet.")


def test_nothing_can_be_changed_through_the_dashboard(filled: Books, dashboard: RunningDashboard) -> None:
    """Every way to write is refused: the dashboard only reads."""
    assert {dashboard.ask("/api/events", method).status for method in ("POST", "PUT", "PATCH", "DELETE")} == {405}


ADDRESS = "203.0.113.9"
BROWSER = "Mozilla/5.0 (X11; Test)"


def test_no_answer_holds_anything_of_a_person(books: Books, dashboard: RunningDashboard) -> None:
    """Not the address, the browser, the cookies or a hash of the visitor; neither while an event waits nor after."""
    person = {"client_ip_address": ADDRESS, "client_user_agent": BROWSER, "event_source_url": "https://x.example/?a=b"}
    waiting = tag_event(event_id="waits", received_at=NOON + timedelta(minutes=1), **person)
    books.tell(tag_event(event_id="sent", **person), event(event_id="sent"), waiting)
    quoting = f"We got {sha256('ada@example.com')} of ada@example.com"
    books.answer(1, verdict="never", status=400, answer=quoting)
    books.refuse(1, Reason.REJECTED, quoting)

    told = "".join(_everything(dashboard))

    assert "waits" in told
    for secret in (ADDRESS, BROWSER, FBP, FBC, "x.example", "ada@", sha256("ada@example.com"), sha256(FBP)):
        assert secret not in told
    assert not _long_hex(told)
    assert '"body"' not in told
    assert '"visitor"' not in told


def _everything(dashboard: RunningDashboard) -> list[str]:
    whole = ["overview", "balance", "recovered", "events", "event-names", "match-quality", "test-codes"]
    each = [f"events/{number}{part}" for number in (1, 2) for part in ("", "/match-quality")]
    return [dashboard.ask(f"/api/{report}").body.decode() for report in (*whole, *each)]


def _long_hex(text: str) -> bool:
    run = 0
    for letter in text.lower():
        run = run + 1 if letter in "0123456789abcdef" else 0
        if run >= 64:
            return True
    return False
