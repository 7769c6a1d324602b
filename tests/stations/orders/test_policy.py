"""The policy says when an order is a conversion, and what it is worth. Amounts are worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tandem.event.order import FactKind, Line, OrderFact
from tandem.event.order_policy import OrderPolicy
from tandem.event.order_scope import OrderScope
from tandem.event.outcome import Reason
from tandem.orders.life import life_of
from tandem.orders.policy import NOT_MEANT, Due, Ruling, Wait, Withheld, event_name, ruling, worth
from tests.support.clock import NOON
from tests.support.orders import TILL, TOTALS, fact

DAY = timedelta(days=1)


def ruled(*facts: OrderFact, **policy: Any) -> Ruling:
    lived = life_of(facts, TILL)
    assert lived is not None
    return ruling(lived, OrderPolicy(truth=TILL, **policy))


def valued(*facts: OrderFact, **policy: Any) -> Decimal | None:
    lived = life_of(facts, TILL)
    assert lived is not None
    return worth(lived, OrderPolicy(truth=TILL, **policy))


@pytest.mark.parametrize(
    ("when", "due_at"),
    [
        ("created", ["created", "authorised", "paid"]),
        ("authorised", ["authorised", "paid"]),
        ("paid", ["paid"]),
        ("fulfilled", ["fulfilled"]),
    ],
)
def test_an_order_is_due_at_its_stage_and_not_before(when: str, due_at: list[FactKind]) -> None:
    """Goods may leave unpaid: `fulfilled` says nothing of money."""
    for kind in ("created", "authorised", "paid", "fulfilled"):
        told = ruled(fact(kind, totals=TOTALS), when=when)
        is_due = kind in due_at or (when, kind) == ("created", "fulfilled")
        assert told == (Due(NOON) if is_due else Wait()), kind


def test_an_order_that_is_paid_days_later_is_due_then() -> None:
    assert ruled(fact("created", totals=TOTALS), fact("paid", after=3 * DAY, totals=TOTALS)) == Due(NOON + 3 * DAY)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ([fact("paid", totals=TOTALS, is_test=True)], Reason.TEST_ORDER),
        ([fact("paid", totals=TOTALS), fact("cancelled", after=DAY)], Reason.CANCELLED),
        ([fact("renewed", totals=TOTALS)], Reason.RENEWAL),
        ([fact("paid", totals=replace(TOTALS, gross=Decimal(0)))], Reason.ZERO_TOTAL),
    ],
)
def test_what_is_no_sale_is_withheld_with_its_reason(facts: list[OrderFact], reason: Reason) -> None:
    assert ruled(*facts) == Withheld(reason)


def test_the_owner_may_count_what_is_withheld_by_default() -> None:
    assert ruled(fact("paid", totals=TOTALS, is_test=True), test_orders=True) == Due(NOON)
    assert ruled(fact("paid", totals=replace(TOTALS, gross=Decimal(0))), zero_totals=True) == Due(NOON)
    assert ruled(fact("renewed", totals=TOTALS), renewals="Subscribe") == Due(NOON)


NOTHING = replace(TOTALS, gross=Decimal(0))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (fact("paid", totals=TOTALS), "sale"),
        (fact("paid", totals=NOTHING), "sale"),
        (fact("paid", totals=TOTALS, subscription="sub_1"), "subscription"),
        (fact("paid", totals=NOTHING, subscription="sub_1"), "trial"),
        (fact("renewed", totals=TOTALS, subscription="sub_1"), "renewal"),
    ],
)
def test_an_order_is_of_one_kind_and_an_event_may_name_the_kinds_that_it_is_made_of(told: OrderFact, kind: str) -> None:
    """What is named counts: the trial that is worth nothing, the renewal that no policy would let count."""
    kinds = ("sale", "subscription", "trial", "renewal")
    meant = {each for each in kinds if ruled(told, only=OrderScope(kinds=(each,))) != NOT_MEANT}  # type: ignore[arg-type]
    assert meant == {kind}
    counts = kind == "sale" and told.totals == NOTHING
    expected = Withheld(Reason.ZERO_TOTAL) if counts else Due(NOON)
    assert ruled(told, only=OrderScope(kinds=(kind,))) == expected  # type: ignore[arg-type]


LINES = (Line(id="vase"), Line(id="membership-gold"))


@pytest.mark.parametrize(
    ("only", "is_meant"),
    [
        ({"customer": "new"}, True),
        ({"customer": "returning"}, False),
        ({"lines": ("membership-*",)}, True),
        ({"lines": ("member", "cup")}, False),
        ({"sources": (TILL, "kiosk")}, True),
        ({"sources": ("kiosk",)}, False),
        ({"action_sources": ("phone_call",)}, True),
        ({"action_sources": ("website",)}, False),
        ({"customer": "new", "lines": ("cup",)}, False),
    ],
)
def test_all_that_an_event_says_of_its_orders_must_hold(only: dict[str, Any], is_meant: bool) -> None:
    told = fact("paid", totals=TOTALS, customer="new", lines=LINES, action_source="phone_call")
    assert (ruled(told, only=OrderScope(**only)) == Due(NOON)) is is_meant


@pytest.mark.parametrize("only", [{"customer": "new"}, {"customer": "returning"}, {"lines": ("*",)}])
def test_what_nobody_told_does_not_hold(only: dict[str, Any]) -> None:
    """A customer of whom nobody says that he is new is not new."""
    assert ruled(fact("paid", totals=TOTALS), only=OrderScope(**only)) == NOT_MEANT


@pytest.mark.parametrize(
    ("value", "expected"), [("gross", "119.00"), ("net_of_tax", "100.00"), ("net_of_tax_and_shipping", "95.00")]
)
def test_the_value_is_what_the_policy_calls_value(value: str, expected: str) -> None:
    """119.00 with 19.00 tax and 5.00 shipping."""
    assert valued(fact("paid", totals=TOTALS), value=value) == Decimal(expected)


def test_no_tax_is_invented_where_none_was_told() -> None:
    assert valued(fact("paid", totals=replace(TOTALS, tax=None)), value="net_of_tax") is None
    assert valued(fact("paid", totals=replace(TOTALS, shipping=None)), value="net_of_tax_and_shipping") is None


def test_gift_cards_can_be_left_out_of_the_value() -> None:
    """Two cards over 25.00 in an order of 119.00 leave 69.00."""
    cards = Line(id="card", quantity=2, price=Decimal("25.00"), gift_card=True)
    told = fact("paid", totals=TOTALS, lines=(cards, Line(id="vase", price=Decimal("64.00"))))
    assert (valued(told), valued(told, gift_cards=False)) == (Decimal("119.00"), Decimal("69.00"))


def test_a_renewal_may_count_as_another_event() -> None:
    lived = life_of([fact("renewed", totals=TOTALS)], TILL)
    assert lived is not None
    assert event_name(lived, OrderPolicy(renewals="Subscribe"), "Purchase") == "Subscribe"
    assert event_name(lived, OrderPolicy(), "Purchase") == "Purchase"
