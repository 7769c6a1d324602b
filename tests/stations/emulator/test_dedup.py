"""Meta's promise: one browser and one server event with the same name and id, within 48 hours, count once."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.emulator.actions import Action, Deduplication
from tandem.emulator.received import Arrival, Bond, Received, Source
from tandem.emulator.rules import load_rules
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, NOW, HandClock, pixel, purchase, send

HOUR = 3600
WINDOW = 48 * HOUR
FIVE_MINUTES = 300


def deliver(meta: MetaEmulator, clock: HandClock, source: str, after: float = 0) -> None:
    clock.at = NOW + after
    if source == "browser":
        pixel(meta)
    else:
        send(meta, purchase(event_time=int(clock.at)))


@pytest.mark.parametrize(
    ("first", "second", "gap", "survivor"),
    [
        ("browser", "server", 1, "browser"),
        ("server", "browser", 1, "browser"),
        ("server", "browser", FIVE_MINUTES, "browser"),
        ("server", "browser", FIVE_MINUTES + 1, "server"),
        ("browser", "server", FIVE_MINUTES + 1, "browser"),
        ("server", "browser", WINDOW, "server"),
    ],
)
def test_two_legs_inside_the_window_count_once(
    meta: MetaEmulator, clock: HandClock, first: str, second: str, gap: int, survivor: str
) -> None:
    """The first received survives; the browser's does when both came within five minutes."""
    deliver(meta, clock, first)
    deliver(meta, clock, second, after=gap)
    assert meta.counted("Purchase") == 1
    assert meta.pairs()[0]["survivor"] == survivor
    assert meta.get("/sandbox/counted")["events"][0]["source"] == survivor


@pytest.mark.parametrize(("first", "second"), [("browser", "server"), ("server", "browser")])
def test_two_legs_outside_the_window_both_count(meta: MetaEmulator, clock: HandClock, first: str, second: str) -> None:
    """One second after 48 hours the second leg is a new event."""
    deliver(meta, clock, first)
    deliver(meta, clock, second, after=WINDOW + 1)
    assert meta.counted("Purchase") == 2


def test_the_window_is_measured_from_the_first_event(meta: MetaEmulator, clock: HandClock) -> None:
    """A repeat in between does not prolong it."""
    deliver(meta, clock, "server")
    deliver(meta, clock, "server", after=47 * HOUR)
    deliver(meta, clock, "browser", after=49 * HOUR)
    assert meta.counted("Purchase") == 3


@pytest.mark.parametrize("source", ["browser", "server"])
def test_a_leg_that_is_sent_twice_counts_twice(meta: MetaEmulator, clock: HandClock, source: str) -> None:
    """Meta promises nothing about repeats of one source: a sender that doubles must be caught."""
    other = "server" if source == "browser" else "browser"
    for sender in (source, other, source):
        deliver(meta, clock, sender)
    assert meta.counted("Purchase") == 2
    assert "event_id_repeated" in [finding["key"] for finding in meta.diagnostics()]


@pytest.mark.parametrize(
    "changes",
    [{"event_name": "Lead"}, {"event_id": "order_2"}, {"event_id": "Order_1"}, {"event_id": None}],
    ids=["another name", "another id", "other capitals", "no id"],
)
def test_legs_that_differ_in_name_or_id_both_count(meta: MetaEmulator, changes: dict[str, str]) -> None:
    """The key is dataset, event name and event id, as exact strings."""
    pixel(meta)
    send(meta, purchase(**changes))
    assert meta.counted() == 2


def test_events_without_an_id_are_never_merged(meta: MetaEmulator) -> None:
    """No id, no twin: not even when everything else agrees."""
    pixel(meta, eid=None)
    send(meta, purchase(event_id=None))
    assert meta.counted() == 2


def test_the_same_id_in_two_datasets_is_two_events(meta: MetaEmulator) -> None:
    """Ids are compared within one dataset only."""
    send(meta, purchase())
    pixel(meta, id="999")
    assert meta.counted() == 2


def test_messages_are_never_merged(meta: MetaEmulator) -> None:
    """Meta does not deduplicate business messaging."""
    send(meta, purchase(action_source="business_messaging"))
    pixel(meta)
    assert meta.counted() == 2


def test_a_shop_sale_that_is_uploaded_twice_counts_once(meta: MetaEmulator) -> None:
    """Offline events are compared among themselves: time, name, item, order."""
    sale = purchase(action_source="physical_store", custom_data={"value": 5, "currency": "EUR", "order_id": "till-1"})
    send(meta, sale, sale, {**sale, "custom_data": {**sale["custom_data"], "order_id": "till-2"}})
    pixel(meta)
    assert meta.counted() == 3


def sorted_into_actions(arrivals: list[tuple[Source, int]]) -> list[Action]:
    """Deliver one id at these times, in order of receipt, straight to the deduplication."""
    numbers = count(1)
    dedup = Deduplication(load_rules().dedup, numbers.__next__)
    actions: dict[int, Action] = {}
    for number, (source, at) in enumerate(sorted(arrivals, key=lambda arrival: arrival[1])):
        arrival = Arrival(NOW + at, source, "test", DATASET, "", "")
        bonds = (Bond(("event_id", DATASET, "Purchase", "x"), WINDOW, "count"),)
        action, is_new = dedup.place(Received(number, arrival, "Purchase", "x", bonds, b"{}"))
        assert is_new == (action.number not in actions)
        actions[action.number] = action
    return list(actions.values())


sources = st.sampled_from(["browser", "server"])
arrivals = st.lists(st.tuples(sources, st.integers(0, 5 * WINDOW)), min_size=1, max_size=12)


@given(arrivals)
def test_an_id_counts_at_least_once_and_never_more_than_it_came(when: list[tuple[Source, int]]) -> None:
    """Whatever the order and timing: nothing vanishes, nothing is invented, a pair is one of each source."""
    actions = sorted_into_actions(when)
    assert 1 <= len(actions) <= len(when)
    assert sum(1 + (action.second is not None) for action in actions) == len(when)
    for action in actions:
        if action.second is not None:
            assert {action.first.source, action.second.source} == {"browser", "server"}
            assert 0 <= action.second.at - action.first.at <= WINDOW


@given(st.permutations(["browser", "server"]), st.integers(0, 2 * WINDOW))
def test_one_browser_and_one_server_event_count_once_exactly_inside_the_window(order: list[Source], gap: int) -> None:
    """Inside 48 hours one, outside two: whichever comes first."""
    actions = sorted_into_actions([(order[0], 0), (order[1], gap)])
    assert len(actions) == (1 if gap <= WINDOW else 2)
