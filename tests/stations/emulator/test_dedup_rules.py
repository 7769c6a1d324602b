"""The other ways in which Meta takes two events for one: by person, by order, in a shop, on a phone; and never."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.emulator.actions import Deduplication
from tandem.emulator.bonds import Bonds, browser_bonds, server_bonds
from tandem.emulator.received import Arrival, Received, Source
from tandem.emulator.rules import granting_order_id, load_rules
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, NOW, HandClock, pixel, purchase, send

HOUR, DAY = 3600, 86_400
FBP = "fb.1.1795000000000.1098115397"
OTHER_FBP = "fb.1.1795000000000.2222222222"
USER = {"em": EMAIL_HASH, "fbp": FBP}
RULES = load_rules().dedup
PARTNER = granting_order_id(load_rules()).dedup

Leg = tuple[int, Source, dict[str, Any]]
"""When it is received (seconds from now), from where, and what is sent."""


def browser(**params: Any) -> dict[str, Any]:
    return {"id": DATASET, "ev": "Purchase", "fbp": FBP} | params


def server(**changes: Any) -> dict[str, Any]:
    return purchase(**({"event_id": None, "user_data": USER} | changes))


def counts(legs: Iterable[Leg], rules: Any = RULES) -> int:
    """How many of these events count, below HTTP."""
    numbers = count(1)
    dedup = Deduplication(rules, numbers.__next__)
    return sum(dedup.place(received(leg, rules))[1] for leg in legs)


def received(leg: Leg, rules: Any) -> Received:
    at, source, sent = leg
    event_id = sent.get("eid") if source == "browser" else sent.get("event_id")
    return Received(at, Arrival(NOW + at, source, "", DATASET, "", ""), "", event_id, bonds(source, sent, rules), b"{}")


def bonds(source: Source, sent: dict[str, Any], rules: Any) -> Bonds:
    if source == "browser":
        return browser_bonds(DATASET, sent, rules)
    return server_bonds(DATASET, sent, sent.get("event_id"), rules)


# By person: fbp or external_id


@given(st.integers(0, 4 * DAY))
def test_without_ids_a_server_event_after_the_browsers_counts_once_inside_48_hours(gap: int) -> None:
    """The same name and the same fbp: Meta discards the server event, and no later than after two days."""
    assert counts([(0, "browser", browser()), (gap, "server", server())]) == (1 if gap <= 2 * DAY else 2)


@given(st.integers(0, 4 * DAY))
def test_without_ids_a_server_event_that_comes_first_is_never_merged(gap: int) -> None:
    """Only browser first, then server: the other order counts twice, at any distance."""
    assert counts([(0, "server", server()), (gap, "browser", browser())]) == 2


@given(st.sampled_from(["browser", "server"]), st.integers(0, 2 * DAY))
def test_without_ids_two_events_of_one_source_both_count(source: Source, gap: int) -> None:
    """By person nothing is merged within one source."""
    sent = browser() if source == "browser" else server()
    assert counts([(0, source, sent), (gap, source, sent)]) == 2


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ({}, {"user_data": {"em": EMAIL_HASH, "fbp": OTHER_FBP}}, 2),
        ({}, {"user_data": {"em": EMAIL_HASH}}, 2),
        ({}, {"event_name": "Lead"}, 2),
        ({}, {"user_data": {"fbp": f"{FBP}.AQQCAQMC"}}, 1),
        ({"fbp": "", "ud": {"external_id": EMAIL_HASH}}, {"user_data": {"external_id": [EMAIL_HASH.upper()]}}, 1),
        ({"eid": "a"}, {"event_id": "b"}, 2),
        ({"eid": "a"}, {}, 1),
        ({}, {"event_id": "b"}, 1),
    ],
    ids=[
        "another browser", "no fbp", "another name", "an appendix", "external_id", "two ids", "one id", "the other id",
    ],
)  # fmt: skip
def test_the_person_is_compared_where_ids_do_not_decide(
    first: dict[str, Any], second: dict[str, Any], counted: int
) -> None:
    """Name and one shared key; two events that both have an id, and different ones, stay two."""
    assert counts([(0, "browser", browser(**first)), (1, "server", server(**second))]) == counted


def test_limitation_a_second_purchase_that_only_the_server_sends_is_lost_without_an_id() -> None:
    """Why every event needs an event_id: by person alone, Meta takes the second order for the first."""
    assert counts([(0, "browser", browser()), (1, "server", server()), (HOUR, "server", server())]) == 1


def test_a_pair_that_was_met_by_person_says_so(meta: MetaEmulator) -> None:
    """Over HTTP: one counted, the browser's survives, and the pair names the rule."""
    pixel(meta, eid=None, fbp=FBP)
    send(meta, server())
    pair = meta.pairs()[0]
    assert (meta.counted(), pair["survivor"], pair["met_by"]) == (1, "browser", "identity")


# By order: select partners only


def ordered(number: str, **changes: Any) -> dict[str, Any]:
    details = {"value": 1, "currency": "EUR", "order_id": number}
    return server(custom_data=details) | changes


@pytest.mark.parametrize(
    ("rules", "second", "gap", "counted"),
    [
        (RULES, ordered("17", event_id="b"), 1, 2),
        (PARTNER, ordered("17", event_id="b"), 1, 1),
        (PARTNER, ordered("17", event_id="b"), 2 * DAY, 1),
        (PARTNER, ordered("17", event_id="b"), 2 * DAY + 1, 2),
        (PARTNER, ordered("18", event_id="b"), 1, 2),
        (PARTNER, ordered("17", event_id="b", user_data={"fbp": OTHER_FBP}), 1, 2),
        (PARTNER, ordered("17", event_id="b", event_name="Lead"), 1, 2),
    ],
    ids=["not granted", "granted", "48 hours", "later", "another order", "another person", "another name"],
)
def test_an_order_counts_once_for_partners(rules: Any, second: dict[str, Any], gap: int, counted: int) -> None:
    """Purchase, the same order_id, the same person, 48 hours; off unless asked for."""
    assert counts([(0, "server", ordered("17", event_id="a")), (gap, "server", second)], rules) == counted


def test_the_rule_for_partners_is_a_setting(clock: HandClock) -> None:
    """`make_app(dedup_by_order=True)`."""
    for granted, counted in ((False, 2), (True, 1)):
        with MetaEmulator.running(clock=clock, dedup_by_order=granted) as meta:
            send(meta, ordered("17", event_id="a"), ordered("17", event_id="b"))
            assert meta.counted() == counted


# In a physical store


def sale(**changes: Any) -> dict[str, Any]:
    details = {"value": 5, "currency": "EUR", "order_id": "till-1", "item_number": "1"}
    return server(action_source="physical_store", custom_data=details | changes.pop("details", {})) | changes


@given(st.integers(0, 14 * DAY))
def test_a_sale_that_is_uploaded_again_counts_once_inside_seven_days(gap: int) -> None:
    """Seven days, not two: uploads of a till come late and repeat."""
    assert counts([(0, "server", sale()), (gap, "server", sale())]) == (1 if gap <= 7 * DAY else 2)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"event_id": "another"}, 1),
        ({"user_data": {"em": "0" * 64}}, 1),
        ({"event_time": int(NOW) + 1}, 2),
        ({"event_name": "Lead"}, 2),
        ({"details": {"item_number": "2"}}, 2),
        ({"details": {"order_id": "till-2"}}, 2),
        ({"details": {"value": 6}}, 1),
    ],
)
def test_a_sale_is_known_by_time_name_item_and_order(changes: dict[str, Any], counted: int) -> None:
    """Not by event_id, not by value; by the person only where there is no order."""
    assert counts([(0, "server", sale()), (1, "server", sale(**changes))]) == counted


@pytest.mark.parametrize(("user", "counted"), [({"em": [EMAIL_HASH]}, 1), ({"em": EMAIL_HASH, "ph": "0" * 64}, 2)])
def test_a_sale_without_an_order_is_known_by_the_same_set_of_customer_information(user: Any, counted: int) -> None:
    """A list of one is the value itself; one key more is another set."""
    bare = {"order_id": None}
    first = sale(details=bare, user_data={"em": EMAIL_HASH})
    assert counts([(0, "server", first), (1, "server", sale(details=bare, user_data=user))]) == counted


# On a phone


def install(**changes: Any) -> dict[str, Any]:
    return server(event_name="MobileAppInstall", action_source="app", user_data={"madid": "38400000"}) | changes


@given(st.integers(0, 200 * DAY))
def test_an_app_is_installed_once_in_ninety_days(gap: int) -> None:
    """The first one is kept, whatever event_id the second one has."""
    again = install(event_id="another")
    assert counts([(0, "server", install()), (gap, "server", again)]) == (1 if gap <= 90 * DAY else 2)


def test_two_phones_are_two_installs() -> None:
    """Told apart by madid, anon_id or vendor_id."""
    assert counts([(0, "server", install()), (1, "server", install(user_data={"madid": "38400001"}))]) == 2


# Never


@given(st.integers(0, 6), st.integers(0, DAY))
def test_every_message_counts(others: int, gap: int) -> None:
    """Business messaging is not deduplicated: not among itself, and not with a browser event of the same id."""
    message = server(action_source="business_messaging", event_id="same")
    legs: list[Leg] = [(0, "server", message), (gap, "server", message)]
    around: list[Leg] = [(0, "browser", browser(eid=f"b{number}")) for number in range(others)]
    assert counts([*around, (0, "browser", browser(eid="same")), *legs]) == others + 3
