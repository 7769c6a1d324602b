"""Path 2: entries become rows, in the order they were journalled, in bites of any size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.event import entry
from tandem.event.click import Click
from tandem.event.entry import Taken
from tandem.kit.clock import micros
from tandem.ledger import key_numbers
from tandem.settle import settle_again
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event, site


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def test_a_long_journal_is_settled_bite_by_bite(books: Books) -> None:
    await books.journal.append([entry.encode(Taken(event=event(event_id=str(number)))) for number in range(25)])
    assert [books.settle(limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert books.ask("SELECT event_id FROM conversion ORDER BY id") == [(str(number),) for number in range(25)]


async def test_an_event_is_owed_to_every_destination_of_its_site(tmp_path: Path) -> None:
    with open_books(tmp_path, {"shop": site(destinations=("meta:1", "meta:2"))}) as books:
        await books.post(event())
        assert books.ask("SELECT destination, state FROM outbox") == [("meta:1", "waiting"), ("meta:2", "waiting")]


async def test_how_long_an_event_gathers_is_its_definitions_choice(tmp_path: Path) -> None:
    with open_books(tmp_path, {"shop": site({"Purchase": {"gather": 5.0}})}) as books:
        await books.post(event())
        assert books.ask("SELECT due_at FROM outbox") == [(micros(NOON) + 5_000_000,)]


async def test_a_site_without_destinations_still_keeps_its_books(tmp_path: Path) -> None:
    with open_books(tmp_path, {"shop": site(destinations=())}) as books:
        await books.post(event())
        assert (books.count("conversion"), books.count("outbox"), books.events()) == (1, 0, [None])


async def test_what_a_message_brought_is_noted_by_name_and_never_by_value(books: Books) -> None:
    await books.post(event(client_ip_address="203.0.113.9", clicks={"gclid": Click("Cj0K")}))
    ((keys,),) = books.ask("SELECT keys FROM arrival")
    assert key_numbers.read(keys) == ("em", "fbp", "gclid", "client_ip_address")
    assert keys == '[2,17,"gclid",0]'


async def test_the_order_is_kept_in_columns_of_its_own(books: Books) -> None:
    """So that it can still be read after the event itself is erased."""
    await books.post(event())
    assert books.ask("SELECT order_id, value, currency, ads FROM conversion") == [("1001", "49.90", "EUR", "granted")]
    assert books.due(NOON, DESTINATION) == []


@pytest.mark.parametrize(("source", "state"), [("backend", "refused"), ("graph", "waiting")])
async def test_whoever_posts_to_metas_address_has_decided_for_the_server_leg(
    books: Books, source: str, state: str
) -> None:
    """The plan gives a PageView to the browser alone; a sender made for Meta keeps sending what it sent before."""
    await books.post(event(event_name="PageView", source=source))
    assert books.ask("SELECT state FROM outbox") == [(state,)]


async def test_a_fault_at_one_entry_leaves_nothing_of_it_and_settles_the_rest(books: Books) -> None:
    """A destination of no platform we know: the entry is set aside whole, those of other sites go on."""
    books.sites = {"shop": site(), "bikes": site(name="bikes", destinations=("pigeon:7",))}
    await books.post(event(event_id="1"), event(event_id="2", site="bikes"), event(event_id="3"))
    assert books.ask("SELECT event_id FROM conversion") == [("1",), ("3",)]
    assert books.ask("SELECT entry, problem FROM set_aside") == [(2, "KeyError")]
    assert books.balance()


async def test_what_was_set_aside_is_settled_once_it_can_be(books: Books) -> None:
    """At the next start, with a version or with settings that know what to do."""
    books.sites = {"shop": site(destinations=("pigeon:7",))}
    await books.post(event())
    assert settle_again(books.ledger, books.sites) == 0
    assert books.count("set_aside") == 1
    assert settle_again(books.ledger, {"shop": site()}) == 1
    assert (books.count("set_aside"), books.count("conversion"), books.count("outbox")) == (0, 1, 1)


async def test_a_ledger_that_cannot_be_written_sets_nothing_aside(books: Books) -> None:
    """The disk is at fault and not the entries: they are settled once there is room."""
    await books.journal.append([entry.encode(Taken(event=event(event_id=str(n)))) for n in range(1_001)])
    (pages,) = books.ask("PRAGMA page_count")[0]
    books.ask(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError):
        list(iter(books.settle, 0))
    books.ask("PRAGMA max_page_count = 1000000")
    list(iter(books.settle, 0))
    assert (books.count("set_aside"), books.count("conversion")) == (0, 1_001)
