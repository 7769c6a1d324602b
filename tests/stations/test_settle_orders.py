"""What sources tell of orders comes into the books once, however often it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tandem.event import entry
from tandem.event.entry import OrderTold
from tandem.event.order import FactKind, OrderFact
from tests.support.books import Books, open_books
from tests.support.clock import NOON


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def fact(kind: FactKind = "paid", key: str = "", delivery: str = "msg_1", order: str = "0042") -> OrderFact:
    return OrderFact(
        site="shop", order_id=order, source="till", kind=kind, at=NOON, received_at=NOON, delivery_id=delivery, key=key
    )


async def tell(books: Books, *facts: OrderFact) -> None:
    await books.journal.append([entry.encode(OrderTold(fact=each)) for each in facts])
    books.settle()


async def test_a_fact_told_again_in_another_message_is_one_fact(books: Books) -> None:
    await tell(books, fact(), fact(delivery="msg_2"), fact("refunded", "re_1"), fact("refunded", "re_2"))
    told = [(each.kind, each.key, each.delivery_id) for each in books.ledger.orders.facts("shop", "0042")]
    assert told == [("paid", "", "msg_1"), ("refunded", "re_1", "msg_1"), ("refunded", "re_2", "msg_1")]


async def test_facts_are_read_as_they_happened_whatever_came_first(books: Books) -> None:
    await tell(books, fact("refunded"), replace(fact("created"), at=NOON - timedelta(days=1)))
    assert [each.kind for each in books.ledger.orders.facts("shop", "0042")] == ["created", "refunded"]


async def test_a_zero_padded_number_is_another_order(books: Books) -> None:
    await tell(books, fact(order="42"))
    assert books.ledger.orders.facts("shop", "0042") == []
