"""An order's life follows from the facts told of it, and from nothing else: not their order, not their number."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tandem.event.order import FactKind, OrderFact
from tandem.orders.life import Life, life_of
from tests.support.clock import NOON
from tests.support.orders import TILL, TOTALS, fact

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def life(*facts: OrderFact, truth: str = "") -> Life:
    lived = life_of(facts, truth)
    assert lived is not None
    return lived


def test_nothing_told_is_no_order() -> None:
    assert life_of([]) is None


def test_a_paid_order_was_placed_when_it_was_first_heard_of() -> None:
    """A bank transfer that comes on the third day belongs to the sale of the first."""
    lived = life(fact("paid", after=3 * DAY, totals=TOTALS), fact("created", totals=TOTALS))
    assert (lived.placed_at, lived.reached["paid"]) == (NOON, NOON + 3 * DAY)


def test_parts_that_add_up_to_the_total_have_paid_it_at_the_last_of_them() -> None:
    """A voucher of 50 and a card over 69 make 119."""
    parts = [
        fact("created", totals=TOTALS),
        fact("partially_paid", "voucher", after=HOUR, amount=Decimal("50.00")),
        fact("partially_paid", "card", after=2 * HOUR, amount=Decimal("69.00")),
    ]
    assert life(*parts).reached["paid"] == NOON + 2 * HOUR
    assert "paid" not in life(*parts[:2]).reached


def test_a_deposit_told_twice_is_one_deposit() -> None:
    deposit = fact("partially_paid", "dep", amount=Decimal("60.00"), totals=TOTALS)
    assert "paid" not in life(deposit, replace(deposit, delivery_id="again")).reached


def test_refunds_add_up_and_leave_what_the_shop_keeps() -> None:
    """119 less 20 less 9.50 is 89.50."""
    lived = life(
        fact("paid", totals=TOTALS),
        fact("refunded", "re_1", after=DAY, amount=Decimal("20.00")),
        fact("refunded", "re_2", after=2 * DAY, amount=Decimal("9.50")),
    )
    assert (lived.refunded, lived.net) == (Decimal("29.50"), Decimal("89.50"))


def test_what_was_cancelled_and_paid_again_lives() -> None:
    again = fact("paid", "second", after=2 * DAY, totals=TOTALS)
    cancelled = [fact("created"), fact("cancelled", after=DAY)]
    assert life(*cancelled).is_cancelled
    assert not life(*cancelled, again).is_cancelled


def test_only_the_truth_is_believed_about_money_and_stages() -> None:
    """The payment provider says paid; the till, which is the truth, does not."""
    provider = fact("paid", source="stripe", totals=replace(TOTALS, gross=Decimal("1.00")))
    lived = life(fact("created", totals=TOTALS), provider, truth=TILL)
    assert ("paid" in lived.reached, lived.totals) == (False, TOTALS)


def test_until_the_truth_speaks_an_order_is_known_and_has_reached_nothing() -> None:
    lived = life(fact("paid", source="stripe", totals=TOTALS), truth=TILL)
    assert (lived.reached, lived.totals) == ({}, TOTALS)


def test_of_one_moment_life_has_its_order() -> None:
    """Paid and cancelled in one second: it was paid first."""
    assert life(fact("cancelled"), fact("paid", totals=TOTALS)).is_cancelled


KINDS: tuple[FactKind, ...] = ("created", "authorised", "partially_paid", "paid", "fulfilled", "cancelled", "refunded")


@st.composite
def tellings(draw: st.DrawFn) -> list[OrderFact]:
    kinds = draw(
        st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("ab")), min_size=1, max_size=5, unique=True)
    )
    hours = [draw(st.integers(0, 3)) for _ in kinds]
    return [
        fact(kind, key, after=hour * HOUR, amount=Decimal(60), totals=TOTALS)
        for (kind, key), hour in zip(kinds, hours, strict=True)
    ]


@given(tellings())
def test_the_order_of_messages_and_their_repetition_change_nothing(told: list[OrderFact]) -> None:
    lives = {str(life_of(order + order[:1])) for order in map(list, permutations(told))}
    assert len(lives) == 1
