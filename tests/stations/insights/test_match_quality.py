"""Event Match Quality of the books: of what was delivered, with what it carried when it went out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tandem.insights.match_quality.report import EventQuality, MatchQuality, event_quality, match_quality
from tests.support.books_to_read import Books, open_books
from tests.support.clock import NOON
from tests.support.events import ADA, DESTINATION, event, sha256, site, tag_event

OTHER = "meta:2"
HOUR = timedelta(hours=1)
LATER = NOON + timedelta(minutes=5)
PHONE = replace(ADA, ph=(sha256("4915112345678"),))


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path, [site(destinations=(DESTINATION, OTHER))]) as opened:
        yield opened


def told(books: Books, newest: int = 100) -> MatchQuality:
    with books.read() as ledger:
        return match_quality(ledger, NOON - HOUR, LATER, (DESTINATION,), newest)


def of_event(books: Books, number: int) -> EventQuality | None:
    with books.read() as ledger:
        return event_quality(ledger, number, LATER)


def scores(quality: MatchQuality) -> dict[str, float]:
    return {each.event_name: each.estimate.score for each in quality.names if each.estimate}


def test_both_messages_of_an_event_count_as_one_with_the_keys_of_both(books: Books) -> None:
    """The tag knows address and browser, the shop the phone: 2.5 + 1.4 + 1.0 + 0.8 + 0.6."""
    books.tell(tag_event(), event(person=PHONE))
    books.deliver(1, at=LATER)
    (purchase,) = told(books).names

    assert (purchase.destination, purchase.event_name, purchase.events) == (DESTINATION, "Purchase", 1)
    assert scores(told(books)) == {"Purchase": 6.3}


def test_what_came_after_an_event_had_gone_out_does_not_count(books: Books) -> None:
    """A phone that the shop tells too late never reached Meta."""
    books.tell(tag_event())
    for destination in (DESTINATION, OTHER):
        books.deliver(1, to=destination, at=NOON + timedelta(seconds=1))
    books.tell(event(person=PHONE, received_at=NOON + timedelta(seconds=2)))

    assert scores(told(books)) == {"Purchase": 4.9}


def test_only_delivered_events_of_web_sites_in_the_window_count(books: Books) -> None:
    """As at Meta: no sale in a store, nothing that waits, nothing of last week."""
    last_week = NOON - timedelta(days=7)
    books.tell(event(event_id="web"), event(event_id="store", action_source="physical_store"))
    books.tell(event(event_id="waits"), event(event_id="old", received_at=last_week, event_time=last_week))
    books.deliver(1, 2, 4)
    (purchase,) = told(books).names

    assert (purchase.events, scores(told(books))) == (1, {"Purchase": 3.5})


def test_no_more_than_the_newest_are_looked_at(books: Books) -> None:
    """The newest of three has a phone; when one is looked at, the report says so."""
    soon = NOON + timedelta(seconds=1)
    books.tell(event(event_id="1"), event(event_id="2"), event(event_id="3", received_at=soon, person=PHONE))
    books.deliver(1, 2, 3, at=LATER)
    (purchase,) = told(books, 1).names

    assert (purchase.events, scores(told(books, 1)), told(books, 1).newest) == (1, {"Purchase": 4.9}, 1)
    assert (told(books, 3).names[0].events, told(books, 3).newest) == (3, None)


def test_a_key_that_meta_objected_to_does_not_count(books: Books) -> None:
    """It was left out when the event was sent again."""
    books.tell(event(person=PHONE))
    books.deliver(1)
    books.tamper("""UPDATE outbox SET omitted = '[{"key": "ph", "problem": "is refused", "cure": "Mend it."}]'""")

    assert scores(told(books)) == {"Purchase": 3.5}


def test_what_meta_says_stands_beside_the_estimate_also_of_events_that_we_did_not_see(books: Books) -> None:
    """Another sender may use the same dataset."""
    books.tell(event())
    books.deliver(1)
    with books.ledger.turn():
        books.ledger.quality.answered(DESTINATION, {"Purchase": 6.2, "Lead": 4.5}, NOON)
    quality = told(books)

    assert {(each.event_name, each.events, each.told) for each in quality.names} == {
        ("Purchase", 1, 6.2),
        ("Lead", 0, 4.5),
    }
    assert quality.answers[0].answered_at == NOON


def test_a_failure_to_ask_keeps_what_was_told_before(books: Books) -> None:
    """With the time of either, and no address that the answer may hold."""
    with books.ledger.turn():
        books.ledger.quality.answered(DESTINATION, {"Purchase": 6.2}, NOON)
        books.ledger.quality.failed(DESTINATION, "190: ada@example.com may not", LATER)
    (answer,) = told(books).answers

    assert (answer.answered_at, answer.asked_at, answer.scores) == (NOON, LATER, {"Purchase": 6.2})
    assert answer.problem == "190: [email] may not"


def test_a_new_answer_takes_the_place_of_the_old_one(books: Books) -> None:
    """A name that Meta tells of no more is forgotten, and so is the last failure."""
    with books.ledger.turn():
        books.ledger.quality.answered(DESTINATION, {"Purchase": 6.2, "Lead": 4.5}, NOON)
        books.ledger.quality.failed(DESTINATION, "no answer within 5 s", NOON)
        books.ledger.quality.answered(DESTINATION, {"Purchase": 6.4}, LATER)
    (answer,) = told(books).answers

    assert (answer.scores, answer.problem, answer.answered_at) == ({"Purchase": 6.4}, "", LATER)


def test_one_event_is_estimated_while_it_waits_and_after_it_is_erased(books: Books) -> None:
    """E-mail and browser id: 2.5 + 1.0. The names of the keys stay when their values are gone."""
    books.tell(event())
    waiting = of_event(books, 1)
    for destination in (DESTINATION, OTHER):
        books.deliver(1, to=destination, at=LATER)
    delivered = of_event(books, 1)

    assert waiting is not None
    assert waiting.estimate.score == 3.5
    assert delivered == waiting


def test_an_event_that_meta_does_not_get_or_does_not_score_has_no_estimate(books: Books) -> None:
    """A page view that only the browser reports; a sale in a store; an event that there is not."""
    books.tell(tag_event(event_name="PageView", event_id="page", custom_data={}))
    books.tell(event(event_id="store", action_source="physical_store"))

    assert [of_event(books, number) for number in (1, 2, 99)] == [None, None, None]
