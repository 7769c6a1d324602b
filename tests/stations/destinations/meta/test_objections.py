"""What Meta would refuse is found before it is sent: one bad event would sink all that travel with it."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from tandem.destinations.contract import Objection
from tandem.destinations.meta.objections import objection
from tandem.event.matchable import TOO_BROAD, is_thin
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.kit import contracts
from tests.support.clock import NOON
from tests.support.events import ADA, FBC, FBP, event

BROAD = contracts.load("meta/identity.json")["too_thin"]


def _subsets(keys: list[str]) -> list[tuple[str, ...]]:
    return [subset for size in range(1, len(keys) + 1) for subset in itertools.combinations(keys, size)]


@pytest.mark.parametrize("keys", [(), *itertools.chain.from_iterable(_subsets(keys) for keys in BROAD)], ids="+".join)
def test_every_combination_that_meta_calls_too_broad_is_too_thin(keys: tuple[str, ...]) -> None:
    """The four of error 2804050 and every subset of them, read from the contract and not from our code."""
    assert is_thin(keys)


@pytest.mark.parametrize(
    "keys",
    [
        ("em",), ("ph",), ("external_id",), ("fbp",), ("fbc",), ("client_ip_address",), ("lead_id",),
        ("subscription_id",), ("fb_login_id",), ("client_ip_address", "client_user_agent"),
        ("client_user_agent", "em"), ("fn", "ln"),
        ("fn", "ln", "zp"), ("db", "ge"), ("fn", "db"), ("ct", "fbp"), ("fn", "client_user_agent"),
    ],
    ids="+".join,
)  # fmt: skip
def test_what_may_match_somebody_is_not_thin(keys: tuple[str, ...]) -> None:
    assert not is_thin(keys)


def test_the_combinations_are_those_of_the_contract() -> None:
    assert {frozenset(keys) for keys in BROAD} == set(TOO_BROAD)


@pytest.mark.parametrize(
    "known",
    [
        {"person": Person(em=("a" * 64,))},
        {"person": Person(fbp=FBP)},
        {"person": Person(fbc=FBC)},
        {"person": Person(), "client_ip_address": "203.0.113.9"},
    ],
)
def test_one_good_identifier_is_enough(known: dict[str, Any]) -> None:
    assert objection(event(**known), NOON) is None


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"person": Person()}, "nothing"),
        ({"person": Person(), "client_user_agent": "Mozilla/5.0"}, "client_user_agent"),
        ({"person": Person(zp=("a" * 64,), ct=("b" * 64,))}, "ct, zp"),
        ({"person": Person(em_google=("a" * 64,))}, "nothing"),
    ],
)
def test_an_event_that_could_match_nobody_says_what_is_known_and_what_is_needed(
    known: dict[str, Any], told: str
) -> None:
    """Names of identifiers, never their values."""
    found = objection(event(**known), NOON)
    assert found is not None
    assert found.reason is Reason.TOO_THIN
    assert (
        found.detail == f"Meta needs an identifier: email, phone, external_id, fbp, fbc or an IP address; known: {told}"
    )


@pytest.mark.parametrize(
    ("age", "source", "days"),
    [(timedelta(days=7, seconds=1), "website", 7), (timedelta(days=62, seconds=1), "physical_store", 62)],
)
def test_an_event_that_became_too_old_while_it_waited_is_not_sent(age: timedelta, source: str, days: int) -> None:
    """Error 2804003 would refuse the whole batch."""
    found = objection(event(event_time=NOON - age, action_source=source), NOON)
    assert found == Objection(Reason.TOO_LATE, f"the event is more than {days} days old, Meta takes no older ones")


@pytest.mark.parametrize(("age", "source"), [(timedelta(days=7), "website"), (timedelta(days=62), "physical_store")])
def test_an_event_just_young_enough_is_sent(age: timedelta, source: str) -> None:
    assert objection(event(event_time=NOON - age, action_source=source), NOON) is None


@pytest.mark.parametrize(
    ("data", "needs"),
    [
        ({}, "value and currency"),
        ({"value": 1}, "currency"),
        ({"currency": "EUR"}, "value"),
        ({"value": None, "currency": "EUR"}, "value"),
    ],
)
def test_a_purchase_that_lost_its_money_is_not_sent(data: dict[str, Any], needs: str) -> None:
    """A plan that no longer requires them cannot make Meta take it."""
    assert objection(event(custom_data=data), NOON) == Objection(Reason.REJECTED, f"a Purchase needs {needs}")


def test_a_purchase_for_nothing_is_a_purchase() -> None:
    assert objection(event(custom_data={"value": 0, "currency": "EUR"}), NOON) is None


def test_other_events_need_no_money() -> None:
    assert objection(event(event_name="Lead", custom_data={}, person=ADA), NOON) is None
