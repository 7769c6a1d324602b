"""What Meta is sent: the documented shape, amounts digit for digit, and nothing for what is not known."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.destinations.meta import payload
from tandem.event.model import Event
from tandem.event.person import Person
from tandem.identity.keys import PARTS, PASSING
from tandem.kit import contracts
from tests.support.clock import NOON
from tests.support.events import FBC, FBP, event, sha256, tag_event

IDENTITY = contracts.load("meta/identity.json")
CONTENTS = [{"id": "a", "quantity": 2}]


def sent(*events: Event, code: str = "") -> Any:
    return json.loads(payload.body(events, code), parse_float=str)


def test_a_whole_purchase_has_the_documented_shape() -> None:
    """developers.facebook.com/docs/marketing-api/conversions-api/parameters: server event and customer information."""
    whole = tag_event(
        source="backend",
        event_time=NOON - timedelta(seconds=1.5),
        referrer_url="https://www.example.com/cart",
        person=Person(
            em=(sha256("ada@example.com"),),
            ph=("1" * 64, "2" * 64),
            country=("3" * 64,),
            fbp=FBP,
            fbc=FBC,
            lead_id="123456789012345",
        ),
        custom_data={
            "value": Decimal("49.90"),
            "currency": "EUR",
            "order_id": "00123",
            "contents": CONTENTS,
        },
    )
    assert sent(whole) == {
        "partner_agent": "tandem_0_1",
        "data": [
            {
                "event_name": "Purchase",
                "event_time": 1_795_348_798,
                "event_id": "order_1001",
                "action_source": "website",
                "event_source_url": "https://www.example.com/thanks",
                "referrer_url": "https://www.example.com/cart",
                "user_data": {
                    "em": ["b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"],
                    "ph": ["1" * 64, "2" * 64],
                    "country": ["3" * 64],
                    "fbp": FBP,
                    "fbc": FBC,
                    "lead_id": "123456789012345",
                    "client_ip_address": "203.0.113.9",
                    "client_user_agent": "Mozilla/5.0",
                },
                "custom_data": {"value": "49.90", "currency": "EUR", "order_id": "00123", "contents": CONTENTS},
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize("amount", ["49.90", "0", "0.10", "100", "12345678901.123456789", "0.30000000000000004"])
def test_an_amount_travels_as_a_number_digit_for_digit(amount: str) -> None:
    """`49.90` and not `"49.90"`, `49.9` or `49.900000000000006`."""
    body = payload.body([event(custom_data={"value": Decimal(amount)})])
    assert b'"value":%s}' % amount.encode() in body


def test_nothing_is_sent_for_what_is_not_known() -> None:
    """An empty list, an empty text or a null would be hashed or refused."""
    bare = event(custom_data={}, person=Person(external_id=("a" * 64,)))
    (data,) = sent(bare)["data"]
    assert set(data) == {"event_name", "event_time", "event_id", "action_source", "user_data"}
    assert data["user_data"] == {"external_id": ["a" * 64]}


def test_variants_for_other_platforms_stay_here() -> None:
    person = Person(
        em=("a" * 64,), em_google=("b" * 64,), em_microsoft=("c" * 64,), em_reddit=("d" * 64,), ph_plus=("e" * 64,)
    )
    (data,) = sent(event(person=person))["data"]
    assert data["user_data"] == {"em": ["a" * 64]}


def test_every_hashed_key_is_one_that_meta_wants_hashed() -> None:
    wanted = {*IDENTITY["hash_required"], *IDENTITY["hash_recommended"]}
    assert set(payload.HASHED) <= wanted
    assert {*PASSING} - {*PARTS} <= {*IDENTITY["hash_never"]}
    assert {*PARTS} <= wanted
    assert not {*payload.HASHED} & {*PASSING}


def test_the_test_code_is_sent_only_where_it_is_set() -> None:
    assert "test_event_code" not in sent(event())
    assert sent(event(), code="TEST12345")["test_event_code"] == "TEST12345"


def test_the_platform_is_named_as_meta_asks() -> None:
    """Under 23 characters, two letters or more, `name_major_minor`."""
    assert re.fullmatch(r"[a-z]{2,}_\d+_\d+", payload.PARTNER_AGENT)
    assert len(payload.PARTNER_AGENT) < 23


def test_events_travel_in_the_order_they_were_given() -> None:
    assert [each["event_id"] for each in sent(event(event_id="b"), event(event_id="a"))["data"]] == ["b", "a"]


def test_building_a_payload_changes_nothing() -> None:
    given_ = event()
    before = (dict(given_.custom_data), given_.person)
    assert payload.body([given_]) == payload.body([given_])
    assert (given_.custom_data, given_.person) == before


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.none() | st.text() | st.integers(-(2**60), 2**60) | st.lists(st.text(), max_size=2),
        max_size=4,
    )
)
def test_custom_data_of_any_kind_is_json_in_utf_8(data: dict[str, Any]) -> None:
    assert json.loads(payload.body([event(custom_data=data)]))["data"][0].get("custom_data", {}) == data
