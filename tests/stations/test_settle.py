"""Path 2: entries become rows, in the order they were journalled, in bites of any size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.event import entry
from tandem.event.entry import Taken
from tandem.kit.clock import micros
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
    await books.post(event(client_ip_address="203.0.113.9"))
    ((keys,),) = books.ask("SELECT keys FROM arrival")
    assert keys == '["em","fbp","client_ip_address"]'


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
