"""Events as Graph takes them: what is one event, what is refused, what is left out alone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.config.schema import Consent
from tandem.event.errors import Refused
from tandem.event.extras import Envelope
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.sources import graph
from tandem.sources.arrival import Arrived
from tests.support.clock import NOON
from tests.support.events import FBP, arrival, site

SECONDS = int(NOON.timestamp())


def sent(**changes: Any) -> dict[str, Any]:
    """A Lead as an SDK writes it."""
    event = {
        "event_name": "Lead",
        "event_time": SECONDS,
        "event_id": "lead-1",
        "action_source": "website",
        "user_data": {"fbp": FBP},
    }
    return {name: value for name, value in {**event, **changes}.items() if value is not None}


def raw(event: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(event).encode())


def parsed(event: dict[str, Any], consent: Consent | None = None) -> Arrived:
    return graph.parse(raw(event), arrival(source="graph"), site(consent=consent or Consent()))


def refusal(event: dict[str, Any]) -> tuple[Reason, str]:
    with pytest.raises(Refused) as caught:
        parsed(event)
    return caught.value.refusal.reason, caught.value.refusal.field


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(st.text(max_size=8), values, max_size=4), min_size=1, max_size=4))
def test_an_array_says_the_same_however_it_is_quoted(events: list[dict[str, Any]]) -> None:
    """Objects, strings that hold objects, or the whole array in a string."""
    forms = (events, [json.dumps(event) for event in events], json.dumps(events))
    read = [[json.loads(bytes(each)) for each in graph.split(raw(form), 10)] for form in forms]
    assert read == [events, events, events]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "missing_field"),
        ("[]", "missing_field"),
        ("[1,2,3]", "too_large"),
        ("{}", "invalid_field"),
        ("[", "malformed"),
    ],
)
def test_data_that_is_no_batch_is_refused_as_data(data: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        graph.split(msgspec.Raw(data.encode()), 2)
    assert (caught.value.refusal.reason, caught.value.refusal.field) == (reason, "data")


def test_numbers_and_truths_may_come_as_text() -> None:
    """As a form or PHP writes them."""
    event = parsed(sent(event_time=str(SECONDS), opt_out="true", data_processing_options_country="1"))
    assert event.event_time == NOON
    assert event.extras is not None
    assert (event.extras.opt_out, event.extras.data_processing_options_country) == (True, 1)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"event_name": None}, ("missing_field", "event_name")),
        ({"event_time": None}, ("missing_field", "event_time")),
        ({"action_source": None}, ("missing_field", "action_source")),
        ({"user_data": None}, ("missing_field", "user_data")),
        ({"action_source": "shop"}, ("invalid_field", "action_source")),
        ({"advertiser_tracking_enabled": 1}, ("invalid_field", "advertiser_tracking_enabled")),
        ({"event_time": SECONDS - 8 * 86_400}, ("too_old", "event_time")),
        ({"event_time": SECONDS * 1000}, ("invalid_field", "event_time")),
        ({"user_data": {}}, ("too_thin", "user_data")),
        ({"user_data": {"country": "de", "client_user_agent": "M"}}, ("too_thin", "user_data")),
        ({"user_data": {"em": "", "shoe_size": "44"}}, ("too_thin", "user_data")),
        ({"event_name": "Purchase", "custom_data": {"currency": "EUR"}}, ("missing_field", "custom_data.value")),
        ({"event_name": "Purchase", "custom_data": {"value": 1}}, ("missing_field", "custom_data.currency")),
        ({"data_processing_options_state": 1000}, ("missing_field", "data_processing_options_country")),
    ],
)
def test_what_graph_refuses_is_refused(changes: dict[str, Any], wanted: tuple[str, str]) -> None:
    assert refusal(sent(**changes)) == wanted


def test_a_sale_in_a_shop_may_be_two_months_old() -> None:
    """62 days for action_source physical_store."""
    old = SECONDS - 61 * 86_400
    assert parsed(sent(action_source="physical_store", event_time=old)).action_source == "physical_store"
    assert refusal(sent(action_source="website", event_time=old)) == ("too_old", "event_time")


def test_an_amount_that_is_none_is_left_out_and_named() -> None:
    """Graph takes it with a diagnostic; a Lead does not need it."""
    event = parsed(sent(custom_data={"value": "a lot", "currency": "Taler", "source": "fair"}))
    assert event.custom_data == {"source": "fair"}
    assert [each.key for each in event.dropped] == ["custom_data.value", "custom_data.currency"]


def test_an_amount_is_kept_digit_by_digit() -> None:
    event = parsed(sent(custom_data={"value": 49.90, "currency": "eur"}))
    assert event.custom_data == {"value": Decimal("49.9"), "currency": "EUR"}


def test_a_name_in_another_case_is_a_custom_event_as_it_is_for_graph() -> None:
    """The other doors refuse `lead`; who sends to Meta's address gets what Meta does."""
    assert parsed(sent(event_name="lead")).event_name == "lead"


def test_an_event_without_an_id_gets_the_one_of_the_tracking_plan() -> None:
    """So it meets the same order from the tag."""
    data = {"value": 1, "currency": "EUR", "order_id": "1001"}
    assert parsed(sent(event_name="Purchase", event_id=None, custom_data=data)).event_id == "order_1001"


def test_an_identical_event_without_an_id_gets_the_same_id() -> None:
    """However its keys and values are ordered; another second is another event."""
    person = {"em": ["a" * 64, "b" * 64], "fbp": FBP}
    turned = dict(reversed({"em": ["b" * 64, "a" * 64], "fbp": FBP}.items()))
    first, again, other = (
        parsed(sent(event_id=None, user_data=person)).event_id,
        parsed(dict(reversed(sent(event_id=None, user_data=turned).items()))).event_id,
        parsed(sent(event_id=None, user_data=person, event_time=SECONDS - 1)).event_id,
    )
    assert first == again != other
    assert FBP not in first


@pytest.mark.parametrize(("setting", "grants"), [("unknown", Grants()), ("granted", Grants("granted", "settings"))])
def test_consent_is_what_the_settings_say_of_this_door(setting: Any, grants: Grants) -> None:
    """No field of Graph's can say it."""
    assert parsed(sent(), Consent(graph=setting)).grants == grants


def test_a_partner_keeps_its_name_if_meta_would_take_it() -> None:
    """Fewer than 23 characters, two letters or more."""
    told = [graph.envelope(Envelope(partner_agent=name)) for name in ("shop_1_0", "x" * 23, "9.9")]
    assert told == [Envelope(partner_agent="shop_1_0"), None, None]


def test_a_test_event_code_that_could_be_an_address_is_refused() -> None:
    with pytest.raises(Refused, match="test_event_code"):
        graph.envelope(Envelope(test_event_code="ada@example.com"))
