"""Orders of the shop against what became of them: every difference is found, with its cause, to the single order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tandem.event.entry import OrderTold
from tandem.event.outcome import Reason
from tandem.insights.reconcile.record import RecordedOrder
from tandem.insights.reconcile.report import FATES, Question, Reconciliation, reconcile
from tandem.kit.clock import micros
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import ADA, DESTINATION, GRANTED, event, site
from tests.support.orders import TILL, TOTALS, fact

DAY = timedelta(days=1)
ALWAYS = (0, micros(NOON + 400 * DAY))


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def recorded(number: str, value: str = "49.90", currency: str = "EUR", **rest: Any) -> RecordedOrder:
    return RecordedOrder(
        order_id=number, placed_at=rest.pop("placed_at", NOON), value=Decimal(value), currency=currency, **rest
    )


async def sell(books: Books, number: str, value: str = "49.90", currency: str = "EUR") -> None:
    data = {"order_id": number, "value": Decimal(value), "currency": currency}
    await books.post(event(event_id=f"order_{number}", custom_data=data))


def conversion(books: Books, number: str) -> int:
    ((found,),) = books.ask("SELECT id FROM conversion WHERE order_id = ?", number)
    return int(found)


def deliver(books: Books, *numbers: str) -> None:
    with books.ledger.turn():
        books.ledger.outbox.deliver(DESTINATION, [conversion(books, number) for number in numbers], NOON)


def refuse(books: Books, number: str, reason: Reason) -> None:
    with books.ledger.turn():
        books.ledger.outbox.refuse(DESTINATION, [(conversion(books, number), reason, "")], NOON)


def asked(books: Books, orders: list[RecordedOrder] | None, **rest: Any) -> Reconciliation:
    words = {"site": "shop", "event_name": "Purchase", "destinations": (DESTINATION,), "window": ALWAYS, **rest}
    return reconcile(books.folder / "ledger.db", Question(**words), orders)


def met(found: Reconciliation) -> dict[tuple[str, str], tuple[int, Decimal]]:
    return {(line.fate, line.reason): (line.orders, line.value) for line in found.lines}


def causes(found: Reconciliation) -> list[tuple[str, str, str, str]]:
    return [(each.order_id, each.cause, each.recorded, each.told) for each in found.differences]


async def test_every_order_meets_one_fate_and_the_day_adds_up(books: Books) -> None:
    """Delivered, withheld, refused by Meta, still waiting."""
    for number in ("1", "2", "3", "4"):
        await sell(books, number)
    deliver(books, "1")
    refuse(books, "2", Reason.NO_CONSENT)
    refuse(books, "3", Reason.REJECTED)
    found = asked(books, [recorded(number) for number in ("1", "2", "3", "4")])
    amount = Decimal("49.9")
    assert met(found) == {
        ("accepted", ""): (1, amount),
        ("withheld", "no_consent"): (1, amount),
        ("failed", "rejected"): (1, amount),
        ("waiting", ""): (1, amount),
    }
    assert (found.orders, found.adds_up, found.differences) == (4, True, [])


async def test_each_kind_of_difference_is_found_with_its_cause(books: Books) -> None:
    for number in ("value", "money", "stranger"):
        await sell(books, number)
    deliver(books, "value", "money", "stranger")
    orders = [recorded("value", "39.90"), recorded("money", currency="USD"), recorded("lost")]
    found = asked(books, orders)
    assert sorted(causes(found)) == [
        ("lost", "never_told", "49.9 EUR", ""),
        ("money", "currency_differs", "49.9 USD", "49.9 EUR"),
        ("stranger", "not_in_record", "", "49.9 EUR"),
        ("value", "value_differs", "39.9 EUR", "49.9 EUR"),
    ]
    assert not found.adds_up


async def test_an_order_that_a_new_dataset_was_never_owed_is_told_apart_from_a_lost_one(books: Books) -> None:
    await sell(books, "1")
    found = asked(books, [recorded("1")], destinations=(DESTINATION, "meta:new"))
    assert [(each.destination, each.cause) for each in found.differences] == [("meta:new", "not_owed")]


async def test_a_difference_leads_to_its_event_and_a_lost_order_to_none(books: Books) -> None:
    await sell(books, "value")
    deliver(books, "value")
    found = asked(books, [recorded("value", "39.90"), recorded("lost")])
    numbers = {each.order_id: each.conversion for each in found.differences}
    assert numbers == {"value": conversion(books, "value"), "lost": None}


async def test_one_amount_written_in_two_ways_is_one_amount(books: Books) -> None:
    await sell(books, "1", "49.9")
    deliver(books, "1")
    assert asked(books, [recorded("1", "49.900")]).adds_up


async def test_a_zero_padded_number_is_another_order(books: Books) -> None:
    await sell(books, "0042")
    deliver(books, "0042")
    assert sorted(cause for _, cause, *_ in causes(asked(books, [recorded("42")]))) == ["never_told", "not_in_record"]


async def test_a_window_leaves_out_what_was_placed_at_its_end_or_later(books: Books) -> None:
    orders = [recorded("1"), recorded("2", placed_at=NOON + DAY)]
    found = asked(books, orders, window=(micros(NOON), micros(NOON + DAY)))
    assert found.orders == 1


async def test_many_differences_are_counted_and_the_first_are_listed(books: Books) -> None:
    found = asked(books, [recorded(f"{number:03}") for number in range(25)], most=10)
    assert ([each.order_id for each in found.differences][:2], len(found.differences), found.more) == (
        ["000", "001"],
        10,
        15,
    )


async def test_what_the_till_told_is_the_record_where_no_other_is_given(tmp_path: Path) -> None:
    """Paid and delivered, created and open, cancelled."""
    with open_books(tmp_path, {"shop": site({"Purchase": {"order": {"truth": TILL}}})}) as books:
        told = {"totals": TOTALS, "grants": GRANTED, "person": ADA}
        facts = [
            fact("paid", order_id="1", **told),
            fact("created", order_id="2", **told),
            fact("cancelled", order_id="3", **told),
        ]
        await books.post(*[OrderTold(fact=each) for each in facts])
        deliver(books, "1")
        found = asked(books, None)
        assert met(found) == {
            ("accepted", ""): (1, Decimal(119)),
            ("waiting", "open"): (1, Decimal(119)),
            ("withheld", "cancelled"): (1, Decimal(119)),
        }
        assert found.adds_up


async def test_an_order_whose_till_lost_a_message_stands_out(tmp_path: Path) -> None:
    """The shop's own file has it paid; the gateway was never told."""
    with open_books(tmp_path, {"shop": site({"Purchase": {"order": {"truth": TILL}}})}) as books:
        await books.post(OrderTold(fact=fact("created", order_id="1", totals=TOTALS)))
        assert causes(asked(books, [recorded("1", "119.00")])) == [("1", "never_told", "119 EUR", "")]


FATE = st.sampled_from(["delivered", "refused", "dead", "waiting", "lost"])


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(0, 40).map(str), FATE, max_size=12))
async def test_whatever_became_of_the_orders_they_add_up(
    tmp_path_factory: pytest.TempPathFactory, fates: dict[str, str]
) -> None:
    """In count and in value, at every mixture of fates."""
    with open_books(tmp_path_factory.mktemp("any")) as books:
        for number, fate in fates.items():
            if fate != "lost":
                await sell(books, number)
        deliver(books, *[number for number, fate in fates.items() if fate == "delivered"])
        for number in [number for number, fate in fates.items() if fate in ("refused", "dead")]:
            refuse(books, number, Reason.REJECTED if fates[number] == "dead" else Reason.NO_CONSENT)
        found = asked(books, [recorded(number) for number in fates])
        assert sum(line.orders for line in found.lines if line.fate in FATES) == len(fates)
        assert sum(line.value for line in found.lines) == Decimal("49.9") * len(fates)
        assert found.adds_up == ("lost" not in fates.values())
        assert replace(found, lines=[]).orders == len(fates)
