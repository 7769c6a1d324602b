"""The judgement finds each crime, and excuses what can be excused."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.ledger.reports.balance import Arrivals, Balance
from torture.chaos import Disturbance
from torture.evidence import Books, Fate, Receipt
from torture.judge import UNEXCUSED, judge

A, B = ("Lead", "a"), ("Lead", "b")
PROMISED = {A, B}
OFFERED = {A: True, B: True}
DELIVERED = {A: Fate("delivered", None, 1), B: Fate("delivered", None, 1)}
BALANCED = Balance(True, 0, Arrivals(2, 2, 0, 0), ())
ONCE = Receipt(1.0, 1.1, (A, B), answered=1.2)


def crimes(**told: Any) -> tuple[str, ...]:
    """Of two events that were offered, promised, delivered and taken once, unless said otherwise."""
    books = Books(told.get("fates", DELIVERED), BALANCED, told.get("damage", ()), told.get("set_aside", 0))
    receipts = told.get("receipts", [ONCE])
    return judge(told.get("offered", OFFERED), PROMISED, books, receipts, told.get("disturbances", [])).crimes


def test_a_day_on_which_all_went_well_is_no_crime() -> None:
    """Two events, one request, two fates."""
    assert crimes() == ()


@pytest.mark.parametrize(
    ("crime", "told"),
    [
        ("acknowledged and not in the books", {"fates": {A: DELIVERED[A]}}),
        ("delivered, say the books, and Meta never had it", {"receipts": [Receipt(1.0, 1.1, (A,), 1.2)]}),
        ("taken by Meta twice, and both answers noted", {"fates": {**DELIVERED, A: Fate("delivered", None, 2)}}),
        ("at Meta, and not in the books", {"receipts": [ONCE, Receipt(2.0, 2.1, (("Lead", "c"),), 2.2)]}),
        ("at Meta without consent", {"offered": {A: True, B: False}}),
        ("refused without a cause, for too_late", {"fates": {**DELIVERED, B: Fate("refused", "too_late", 0)}}),
        ("still owed, with nothing in the way", {"fates": {**DELIVERED, B: Fate("in_flight", None, 0)}}),
        ("never offered", {"fates": {**DELIVERED, ("Lead", "c"): Fate("delivered", None, 1)}}),
        ("sent again without an excuse", {"receipts": [ONCE, Receipt(9.0, 9.1, (A,), 9.2)]}),
        ("dead by a fault of ours", {"fates": {**DELIVERED, B: Fate("dead", "our_fault", 0)}}),
        ("dead without a cause", {"fates": {**DELIVERED, B: Fate("dead", "rejected", 0)}}),
        ("set aside by settling", {"set_aside": 1}),
        ("damaged", {"damage": ("ledger.db: row missing",)}),
    ],
)
def test_each_crime_is_found(crime: str, told: dict[str, Any]) -> None:
    """One thing wrong at a time."""
    assert any(found.startswith(crime) for found in crimes(**told))


def test_an_event_without_consent_is_refused_and_that_is_no_crime() -> None:
    """The books refuse it, and Meta never has it."""
    refused = {A: DELIVERED[A], B: Fate("refused", "no_consent", 0)}
    assert crimes(offered={A: True, B: False}, fates=refused, receipts=[Receipt(1.0, 1.1, (A,), 1.2)]) == ()


@pytest.mark.parametrize(
    ("excuse", "earlier", "disturbances"),
    [
        ("the answer was lost", Receipt(1.0, 1.1, (A,)), []),
        ("kill worker", Receipt(1.0, 1.1, (A,), 1.2), [Disturbance("kill worker", 1.3, 4.0)]),
        ("the answer was slow", Receipt(1.0, 4.9, (A,), 5.0), []),
        (UNEXCUSED, Receipt(1.0, 1.1, (A,), 1.2), [Disturbance("kill worker", 20.0, 24.0)]),
    ],
)
def test_a_repetition_is_excused_by_what_happened_to_the_earlier_answer(
    excuse: str, earlier: Receipt, disturbances: list[Disturbance]
) -> None:
    """By nothing else, and by nothing that happened later."""
    books = Books({A: DELIVERED[A]}, BALANCED, (), 0)
    again = Receipt(9.0, 9.1, (A,), answered=9.2)
    found = judge(OFFERED, {A}, books, [earlier, again], disturbances)
    assert dict(found.repeats) == {excuse: 1}
    assert bool(found.crimes) is (excuse == UNEXCUSED)
