"""What is kept is kept as long as it says, and no longer; nobody waits for a sweep. Read off the books afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.config.retention import Retention
from tandem.dispatch import dispatch
from tandem.event.entry import ConsentChanged, OrderTold, PixelSeen, Refusals
from tandem.event.order import OrderFact
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.ledger.reports.balance import balance
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.retention import BITE
from tandem.upkeep.forget import forget
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DENIED, FBP, event, sha256
from tests.support.meta_answers import always, lane, refusing, taking

DAY = timedelta(days=1)
SETTINGS = Retention()
ALL = ("conversion", "arrival", "outbox", "attempt", "request", "order_fact", "withdrawal", "pixel_report", "refusal")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def sweep(books: Books, at: Any) -> None:
    while forget(books.ledger, SETTINGS, at):
        pass


async def bury(books: Books, *ids: str) -> None:
    await books.post(*[event(event_id=each) for each in ids], event(event_id="good"))
    await dispatch(lane(books, always(refusing(ids)), StandingClock(NOON + timedelta(seconds=2))))


async def test_a_dead_letters_event_is_erased_when_it_can_be_sent_no_more(books: Books) -> None:
    """It stays refused, for the reason it was, and the tallies of the books agree."""
    await bury(books, "bad")
    sweep(books, NOON + 6 * DAY)
    assert books.fates()["bad"] == ("dead", Reason.REJECTED)
    assert books.ask("SELECT body IS NULL FROM conversion WHERE event_id = 'bad'") == [(0,)]
    sweep(books, NOON + 7 * DAY + timedelta(minutes=1))
    assert books.fates()["bad"] == ("refused", Reason.REJECTED)
    assert books.ask("SELECT body, visitor FROM conversion WHERE event_id = 'bad'") == [(None, None)]
    tallies = books.ask("SELECT fate, present, ever FROM outbox_tally WHERE present > 0 OR fate = 'dead' ORDER BY fate")
    assert tallies == [("dead", 0, 1), ("delivered", 1, 1), ("refused", 1, 0)]


async def test_the_books_are_kept_for_ninety_days_and_balance_throughout(books: Books) -> None:
    """With everything that hangs on an event; what is younger stays."""
    told = Refusals(
        site="shop",
        source="tag",
        reason=Reason.MALFORMED,
        field="body",
        problem="p",
        cure="c",
        count=1,
        received_at=NOON,
    )
    fact = OrderFact(
        site="shop", order_id="7", source="woo", kind="created", at=NOON, received_at=NOON, delivery_id="d"
    )
    early = PixelSeen(site="shop", event_name="Lead", event_id="never came", state="loaded", received_at=NOON)
    withdrawn = ConsentChanged(site="shop", visitor=sha256(FBP), grants=DENIED, received_at=NOON)
    await books.post(event(), event(event_id="2"), told, OrderTold(fact=fact), early)
    await dispatch(lane(books, always(taking), StandingClock(NOON + timedelta(seconds=2))))
    await books.post(withdrawn, event(event_id="young", received_at=NOON + 2 * DAY, event_time=NOON + 2 * DAY))
    before = {table: books.count(table) for table in ALL}
    sweep(books, NOON + 89 * DAY)
    assert {table: books.count(table) for table in ALL} == before
    sweep(books, NOON + 91 * DAY)
    left = {table: books.count(table) for table in ALL if books.count(table)}
    assert left == {"conversion": 1, "arrival": 1, "outbox": 1}
    with snapshot(books.folder / "ledger.db") as ledger:
        assert balance(ledger).balanced


async def test_what_is_still_owed_is_never_forgotten(books: Books) -> None:
    await books.post(event())
    sweep(books, NOON + 400 * DAY)
    assert books.fates() == {"order_1001": ("waiting", None)}


async def test_who_placed_an_order_is_forgotten_after_a_month_and_the_order_is_not(books: Books) -> None:
    fact = OrderFact(
        site="shop",
        order_id="7",
        source="woo",
        kind="created",
        at=NOON,
        received_at=NOON,
        delivery_id="d",
        person=Person(em=(sha256("ada@example.com"),)),
        client_ip_address="203.0.113.9",
        links=("checkout:1",),
    )
    await books.post(OrderTold(fact=fact))
    sweep(books, NOON + 29 * DAY)
    assert books.ledger.orders.facts("shop", "7") == [fact]
    sweep(books, NOON + 31 * DAY)
    (bare,) = books.ledger.orders.facts("shop", "7")
    assert (bare.person, bare.client_ip_address, bare.links) == (Person(), None, ())
    assert (bare.order_id, bare.kind, bare.at) == ("7", "created", NOON)


async def test_a_long_sweep_goes_in_bites(books: Books) -> None:
    """Settling and sending have their turn in between."""
    await books.post(*[event(event_id=str(number), event_name="Lead") for number in range(BITE + 10)])
    books.deliver(NOON + DAY)
    assert forget(books.ledger, SETTINGS, NOON + 91 * DAY) == BITE
    assert books.count("conversion") == 10
    sweep(books, NOON + 91 * DAY)
    assert books.count("conversion") == 0


def test_the_books_cannot_be_kept_for_less_than_ninety_days() -> None:
    """An order told again after that time would count twice."""
    with pytest.raises(ValueError, match="90"):
        Retention(ledger_days=30)
