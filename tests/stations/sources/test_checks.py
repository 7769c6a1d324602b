"""What every event must satisfy, and what its sender reads when it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.event.dictionary import CUSTOM, build
from tandem.event.errors import Refusal, Refused
from tandem.event.outcome import Reason
from tandem.sources import checks
from tests.support.clock import NOON

PURCHASE = build({})["Purchase"]
NOON_SECONDS = 1_795_348_800


def refusal_of(check: Any, *given: Any, **named: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        check(*given, **named)
    return caught.value.refusal


@pytest.mark.parametrize("name", ["Purchase", "Book a test ride", "Käufer", "購入", "x" * 100])
def test_a_name_of_any_script_is_taken(name: str) -> None:
    assert checks.event_name(name) == name


def test_spaces_around_a_name_are_not_part_of_it() -> None:
    assert checks.event_name(" Purchase ") == "Purchase"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb", "a\x00b", "\u200b", "a\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    assert refusal_of(checks.event_name, name) == Refusal(
        Reason.INVALID_FIELD,
        "event_name",
        "is not 1 to 100 printable characters",
        "Send a standard event such as Purchase, or a name of your own.",
    )


@pytest.mark.parametrize("given", ["ada@example.com", "order_ada@example.com", "ada%40example.com"])
def test_an_address_is_refused_as_a_name_and_as_an_id(given: str) -> None:
    """Names and ids are kept as they are and shown to people: no visitor's address may stand there."""
    assert refusal_of(checks.event_name, given).problem == "looks like an e-mail address"
    assert refusal_of(checks.event_id, given, CUSTOM, {}) == Refusal(
        Reason.INVALID_FIELD, "event_id", "looks like an e-mail address", "Use your order number or a UUID."
    )


@pytest.mark.parametrize(
    ("given", "data", "event_id"),
    [
        ("abc", {}, "abc"),
        (" abc ", {}, "abc"),
        (12, {}, "12"),
        ("0012", {}, "0012"),
        (None, {"order_id": "00123"}, "order_00123"),
        ("mine", {"order_id": "00123"}, "mine"),
        ("x" * 128, {}, "x" * 128),
    ],
)
def test_the_id_is_the_one_sent_else_the_one_of_the_plan(given: Any, data: dict[str, Any], event_id: str) -> None:
    assert checks.event_id(given, PURCHASE, data) == event_id


def test_a_missing_id_is_refused_and_the_plans_template_is_told() -> None:
    """Never minted: a retry would then count twice."""
    assert refusal_of(checks.event_id, None, PURCHASE, {}) == Refusal(
        Reason.MISSING_FIELD,
        "event_id",
        "is missing",
        "Send an id that is the same on both legs and on every retry, or the fields of order_{order_id}.",
    )
    assert refusal_of(checks.event_id, "  ", CUSTOM, {}).cure.endswith("on every retry.")


@pytest.mark.parametrize("given", ["x" * 129, "a\tb", "a\ud800"])
def test_an_id_nobody_can_write_down_is_refused(given: str) -> None:
    refusal = refusal_of(checks.event_id, given, CUSTOM, {})
    assert (refusal.reason, refusal.problem) == (Reason.INVALID_FIELD, "is not 1 to 128 printable characters")
    assert refusal.cure == "Use your order number or a UUID."


def test_seconds_are_seconds() -> None:
    assert checks.seconds(NOON_SECONDS) == NOON


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (NOON_SECONDS * 1000, "is in milliseconds"),
        (10**30, "is in milliseconds"),
        (-1, "is before 1970"),
        (-(10**30), "is before 1970"),
    ],
)
def test_a_time_in_another_unit_is_refused_and_not_divided(given: int, problem: str) -> None:
    refusal = refusal_of(checks.seconds, given)
    assert (refusal.field, refusal.problem) == ("event_time", problem)
    assert refusal.cure == "Send Unix time in whole seconds."


@pytest.mark.parametrize(
    ("age", "store"), [(timedelta(0), False), (timedelta(days=7), False), (timedelta(days=62), True)]
)
def test_an_event_as_old_as_meta_takes_is_taken(age: timedelta, store: bool) -> None:
    """Seven days, sixty-two for a shop of brick: Meta's limits (spec: server event, `event_time`)."""
    assert checks.event_time(NOON - age, NOON, store=store) == NOON - age


@pytest.mark.parametrize(
    ("age", "store", "days"),
    [(timedelta(days=7, seconds=1), False, 7), (timedelta(days=62, seconds=1), True, 62)],
)
def test_an_older_event_is_refused(age: timedelta, store: bool, days: int) -> None:
    refusal = refusal_of(checks.event_time, NOON - age, NOON, store=store)
    assert (refusal.reason, refusal.field) == (Reason.TOO_OLD, "event_time")
    assert refusal.problem == f"is more than {days} days ago"
    assert "Meta refuses a whole batch" in refusal.cure


def test_a_clock_that_runs_a_little_ahead_is_forgiven() -> None:
    """Up to five minutes: the event is dated by its arrival, so that Meta never sees the future."""
    assert checks.event_time(NOON + timedelta(minutes=5), NOON, store=False) == NOON


def test_an_event_of_the_future_is_refused() -> None:
    refusal = refusal_of(checks.event_time, NOON + timedelta(minutes=5, seconds=1), NOON, store=False)
    assert (refusal.reason, refusal.problem) == (Reason.IN_FUTURE, "is in the future")
    assert "clock of the sender" in refusal.cure


@pytest.mark.parametrize("missing", ["value", "currency"])
@pytest.mark.parametrize("absent", [{}, {"value": None, "currency": None}, {"value": "", "currency": ""}])
def test_a_purchase_without_value_or_currency_is_refused(missing: str, absent: dict[str, Any]) -> None:
    """Meta errors 2804009 and 2804010; nothing is invented in their place."""
    data = {"value": "49.90", "currency": "EUR"}
    del data[missing]
    assert refusal_of(checks.custom_data, {**absent, **data}, PURCHASE, 8) == Refusal(
        Reason.MISSING_FIELD,
        f"custom_data.{missing}",
        "is missing",
        f"Add {missing}: without it Meta refuses the event, and Tandem invents none.",
    )


def test_custom_data_is_made_exact() -> None:
    given = {"value": "49.90", "currency": "eur", "order_id": 1001, "content_ids": ["a", 7], "num_items": 2}
    checked = checks.custom_data(given, PURCHASE, 8)
    assert str(checked.pop("value")) == "49.90"
    assert checked == {"currency": "EUR", "order_id": "1001", "content_ids": ["a", 7], "num_items": 2}


def test_the_senders_data_is_not_changed_under_its_hands() -> None:
    given = {"value": "1", "currency": "eur", "order_id": 7}
    checks.custom_data(given, PURCHASE, 8)
    assert given == {"value": "1", "currency": "eur", "order_id": 7}


@pytest.mark.parametrize(
    ("data", "depth", "beyond"),
    [
        ({"a": 1}, 0, False),
        ({"a": []}, 0, True),
        ({"a": {"b": [1]}}, 2, False),
        ({"a": {"b": [[1]]}}, 2, True),
        ({"a": [1, "x", {"b": 1}]}, 2, False),
    ],
)
def test_depth_counts_lists_and_objects(data: dict[str, Any], depth: int, beyond: bool) -> None:
    assert checks.nests_beyond(data, depth) is beyond


def test_what_nests_too_deep_is_refused() -> None:
    deep: Any = 1
    for _ in range(10):
        deep = [deep]
    refusal = refusal_of(checks.custom_data, {"a": deep}, CUSTOM, 8)
    assert refusal == Refusal(
        Reason.TOO_DEEP,
        "custom_data",
        "is nested deeper than 8 levels",
        "Send flat data: nothing of use to an ad platform is nested this deep.",
    )


@pytest.mark.parametrize(
    ("given", "kept"), [("tcf", "tcf"), ("Banner of Ada", "Banner of Ada"), ("ada@example.com", ""), ("a\nb", "")]
)
def test_who_spoke_for_the_visitor_is_a_label_and_no_address(given: str, kept: str) -> None:
    assert checks.signal(given) == kept
