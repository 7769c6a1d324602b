"""What persons ask for through a shop: written down once, without the person, until it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tandem.ledger.privacy import Held, PrivacyRow, open_requests, privacy_rows
from tandem.sources.contract import PrivacyRequest
from tandem.upkeep.privacy import PrivacyAsked, answered, asked, note
from tandem.upkeep.progress import Progress
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import FBP, event, sha256, site, tag_event

T = TypeVar("T")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def run(work: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            report: T = end.value
            return report


def request(**changes: Any) -> PrivacyAsked:
    told: dict[str, Any] = {
        "wish": "disclose",
        "number": "9999",
        "received_at": NOON,
        "identifiers": {"email": "ada@example.com"},
        **changes,
    }
    return asked(PrivacyRequest(**told), "bikes", site())


def rows(books: Books) -> list[PrivacyRow]:
    return privacy_rows(books.ledger._connection)


async def test_a_request_says_what_is_held_and_names_nobody(books: Books) -> None:
    """Her order by its number, her events by the hash, her visit; the hash itself is not in the row."""
    await books.post(tag_event(), event(event_id="lead"))
    held = run(note(books.ledger, request(orders=("1001",))))
    assert held == Held(conversions=2, visits=1)
    (row,) = rows(books)
    assert (row.source, row.wish, row.number, row.kinds) == ("bikes", "disclose", "9999", ("email", "orders"))
    assert (row.at, row.due_at, row.settled_at) == (NOON, NOON + timedelta(days=30), None)
    ((proof,),) = books.ask("SELECT proof FROM privacy_request")
    assert hashlib.sha256(sha256("ada@example.com").encode()).hexdigest() in proof
    assert sha256("ada@example.com") not in proof
    assert FBP not in proof


async def test_the_same_request_told_again_is_one(books: Books) -> None:
    """A shop tries until it hears yes; the first moment counts."""
    run(note(books.ledger, request()))
    run(note(books.ledger, request(received_at=NOON + timedelta(hours=1))))
    run(note(books.ledger, request(wish="erase")))
    assert [(row.wish, row.at) for row in rows(books)] == [("disclose", NOON), ("erase", NOON)]


async def test_what_is_answered_is_open_no_more(books: Books) -> None:
    """Once; a number that there is none of is nobody's."""
    run(note(books.ledger, request()))
    run(note(books.ledger, request(wish="erase")))
    with books.ledger.turn():
        books.ledger.privacy.carried_out(request(wish="erase").key, NOON)
    assert [row.wish for row in open_requests(books.ledger._connection)] == ["disclose"]
    assert [run(answered(books.ledger, number, NOON)) for number in (1, 1, 7)] == [True, False, False]
    assert open_requests(books.ledger._connection) == []
    assert [row.settled_at for row in rows(books)] == [NOON, NOON]


async def test_a_shop_that_has_left_asks_of_nobody(books: Books) -> None:
    await books.post(event())
    assert run(note(books.ledger, request(wish="close", identifiers={}))) == Held()
