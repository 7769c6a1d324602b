"""Refunds and cancellations reach those who take adjustments, and Meta never hears of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import permutations, repeat
from pathlib import Path
from typing import Any

import pytest

from tandem.config.schema import Consent, Meta
from tandem.delivery.lane import Lane
from tandem.destinations.meta.client import MetaDestination
from tandem.destinations.platforms import takes_adjustments
from tandem.destinations.recording import RecordingDestination
from tandem.dispatch import dispatch
from tandem.event.entry import OrderTold
from tandem.event.model import Event
from tandem.event.order import FactKind
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import Posted, ScriptedWire
from tandem.ledger.reports.balance import balance
from tests.support.books import Books, open_books
from tests.support.clock import StandingClock
from tests.support.events import ADA, DESTINATION, GRANTED, site, tag_event
from tests.support.orders import TILL, TOTALS, fact
from tests.support.settings import TOKEN

HOUR = timedelta(hours=1)
RECORDING = "recording:1"


class Deliveries:
    """One shop that owes its sales to Meta and to a platform that takes adjustments, both at work."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.clock = StandingClock()
        self.wire = ScriptedWire(repeat(_taken))
        self.recording = RecordingDestination("1", self.clock)
        self._meta = MetaDestination(Meta(dataset_id="1234567890", token=""), Secret(TOKEN), self.wire, self.clock)

    async def told(self, kind: FactKind, hours: int = 0, key: str = "", **rest: Any) -> None:
        """The till tells a fact that happened so many hours after noon."""
        known = {"totals": TOTALS, "grants": GRANTED, "person": ADA, "received_at": self.clock(), **rest}
        await self.books.post(OrderTold(fact=fact(kind, key, after=HOUR * hours, **known)))

    async def work(self) -> None:
        self.clock.advance(hours=1)
        for destination in (self._meta, self.recording):
            lane = Lane(
                destination=destination,
                ledger=self.books.ledger,
                consent=Consent(),
                clock=self.clock,
                roll=lambda: 0.5,
            )
            while await dispatch(lane):
                pass

    def heard_by_meta(self) -> list[tuple[str, Any]]:
        sent = [event for request in self.wire.posted for event in json.loads(request.body)["data"]]
        return [(event["event_name"], event["custom_data"]["value"]) for event in sent]

    def adjustments(self) -> list[dict[str, Any]]:
        return [event.custom_data for event in self.recording.taken if event.event_name == "OrderAdjusted"]


def _taken(request: Posted) -> Answer:
    return Answer(200, {}, json.dumps({"events_received": len(json.loads(request.body)["data"])}).encode())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Deliveries]:
    with open_books(tmp_path, _sites()) as books:
        yield Deliveries(books)


def _sites(*destinations: str, **policy: Any) -> dict[str, Any]:
    plan = {"Purchase": {"order": {"truth": TILL, **policy}}}
    return {"shop": site(plan, destinations=destinations or (DESTINATION, RECORDING))}


def restated(value: str) -> dict[str, Any]:
    data = {"order_id": "1001", "adjusts": "Purchase", "adjustment": "restatement"}
    return {**data, "value": Decimal(value), "currency": "EUR"}


RETRACTED = {"order_id": "1001", "adjusts": "Purchase", "adjustment": "retraction"}


async def test_a_refund_restates_the_sale_where_that_is_taken_and_nowhere_else(shop: Deliveries) -> None:
    """119.00 less 20.00 is 99.00. Told twice, it is one; Meta hears of the sale alone, and the books balance."""
    await shop.told("paid")
    await shop.work()
    for _ in range(2):
        await shop.told("refunded", 1, "re_1", amount=Decimal("20.00"))
        await shop.work()
    assert shop.heard_by_meta() == [("Purchase", 119.0)]
    assert shop.adjustments() == [restated("99")]
    assert [event.event_name for event in shop.recording.taken] == ["Purchase", "OrderAdjusted"]
    assert balance(shop.books.ledger._connection).balanced
    sql = (
        "SELECT destination, event_name, state FROM outbox JOIN conversion ON id = conversion ORDER BY id, destination"
    )
    assert shop.books.ask(sql) == [
        (DESTINATION, "Purchase", "delivered"),
        (RECORDING, "Purchase", "delivered"),
        (RECORDING, "OrderAdjusted", "delivered"),
    ]


async def test_what_happens_to_the_order_otherwise_adjusts_nothing(shop: Deliveries) -> None:
    """Goods that leave after a refund: the fact is kept, and nothing is told anew."""
    await shop.told("paid")
    await shop.told("refunded", 1, "re_1", amount=Decimal("20.00"))
    await shop.told("fulfilled", 2)
    await shop.work()
    assert shop.adjustments() == [restated("99")]
    assert shop.books.count("set_aside") == 0


async def test_each_further_refund_restates_it_and_the_last_one_retracts_it(shop: Deliveries) -> None:
    await shop.told("paid")
    for hour, amount in enumerate(("20.00", "49.00", "50.00"), 1):
        await shop.told("refunded", hour, f"re_{hour}", amount=Decimal(amount))
    await shop.work()
    assert shop.adjustments() == [restated("99"), restated("50"), RETRACTED]


async def test_a_sale_that_is_cancelled_is_retracted(shop: Deliveries) -> None:
    await shop.told("paid")
    await shop.work()
    await shop.told("cancelled", 2)
    await shop.work()
    assert (shop.adjustments(), shop.heard_by_meta()) == ([RETRACTED], [("Purchase", 119.0)])


async def test_an_adjustment_names_the_order_and_nobody(shop: Deliveries) -> None:
    await shop.told("paid")
    await shop.told("cancelled", 2)
    await shop.work()
    adjusted: Event = shop.recording.taken[-1]
    assert (adjusted.person.keys(), adjusted.client_ip_address, adjusted.clicks) == ((), None, {})


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_refund_that_is_told_before_its_payment_is_not_lost(shop: Deliveries, order: tuple[int, ...]) -> None:
    """Whatever comes first, the last word is 99.00."""
    facts: list[tuple[FactKind, int, str, dict[str, Any]]] = [
        ("created", 0, "", {}),
        ("paid", 1, "", {}),
        ("refunded", 2, "re_1", {"amount": Decimal("20.00")}),
    ]
    for number in order:
        kind, hours, key, more = facts[number]
        await shop.told(kind, hours, key, **more)
        await shop.work()
    assert shop.adjustments() == [restated("99")]


async def test_what_was_never_a_sale_is_not_adjusted(shop: Deliveries) -> None:
    """A page told of it, nobody paid, and it was cancelled: there is nothing to take back."""
    await shop.books.post(tag_event())
    await shop.told("created")
    await shop.told("cancelled", 1)
    await shop.work()
    assert shop.recording.taken == []
    assert shop.books.count("conversion") == 1


async def test_where_nobody_takes_adjustments_none_is_opened(tmp_path: Path) -> None:
    """Meta takes none: a refund stays in our books."""
    assert (takes_adjustments(DESTINATION), takes_adjustments(RECORDING)) == (False, True)
    with open_books(tmp_path, _sites(DESTINATION)) as books:
        shop = Deliveries(books)
        await shop.told("paid")
        await shop.told("refunded", 1, "re_1", amount=Decimal("20.00"))
        assert books.count("conversion") == 1
        assert books.ask("SELECT net FROM sale") == [("99",)]


async def test_the_worth_of_a_refund_without_its_tax_is_not_invented(tmp_path: Path) -> None:
    """The sale was told without tax. A part that goes back bears a tax nobody tells; all of it is a retraction."""
    with open_books(tmp_path, _sites(value="net_of_tax")) as books:
        shop = Deliveries(books)
        await shop.told("paid")
        await shop.told("refunded", 1, "re_1", amount=Decimal("20.00"))
        await shop.work()
        assert shop.adjustments() == []
        await shop.told("cancelled", 2)
        await shop.work()
        assert shop.adjustments() == [RETRACTED]
