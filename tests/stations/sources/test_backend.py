"""Events from a server, in Meta's own words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tandem.event.errors import Refused
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.sources import backend
from tandem.sources.arrival import Arrived, ConsentStrings
from tests.support.clock import NOON
from tests.support.events import arrival, site

NOON_SECONDS = 1_795_348_800
INVALID = "invalid_field"
WRONG_CASE = "differs from Lead only in case, and Meta tells the two apart"


def parse(**sent: Any) -> Arrived:
    given = {"event_name": "Lead", "event_id": "lead-1", **sent}
    return backend.parse(msgspec.Raw(json.dumps(given).encode()), arrival(), site())


def refusal_of(**sent: Any) -> tuple[str, str, str]:
    with pytest.raises(Refused) as caught:
        parse(**sent)
    refusal = caught.value.refusal
    return refusal.reason.value, refusal.field, refusal.problem


def test_a_whole_purchase_is_read() -> None:
    read = parse(
        event_name="Purchase",
        event_id=None,
        event_time=NOON_SECONDS - 60,
        action_source="phone_call",
        event_source_url="https://www.example.com/thanks",
        referrer_url="https://www.example.com/cart",
        custom_data={"value": 49.9, "currency": "eur", "order_id": "00123"},
        user_data={"em": "ada@example.com", "client_ip_address": "203.0.113.9", "client_user_agent": "Mozilla/5.0"},
        consent={"ads": "granted", "signal": "tcf", "at": NOON_SECONDS - 90},
    )
    assert (read.event_name, read.event_id, read.action_source) == ("Purchase", "order_00123", "phone_call")
    assert read.event_time == NOON - timedelta(seconds=60)
    assert (read.event_source_url, read.referrer_url) == (
        "https://www.example.com/thanks",
        "https://www.example.com/cart",
    )
    assert (read.custom_data["currency"], read.custom_data["order_id"]) == ("EUR", "00123")
    assert (read.client_ip_address, read.client_user_agent) == ("203.0.113.9", "Mozilla/5.0")
    assert read.grants == Grants("granted", "tcf", NOON - timedelta(seconds=90))


def test_an_event_without_a_time_happened_now() -> None:
    assert parse().event_time == NOON


def test_a_shop_of_brick_may_tell_of_two_months_ago() -> None:
    month_ago = NOON_SECONDS - 30 * 86_400
    assert parse(event_time=month_ago, action_source="physical_store").event_time == NOON - timedelta(days=30)
    assert refusal_of(event_time=month_ago) == ("too_old", "event_time", "is more than 7 days ago")


def test_an_integer_id_and_the_same_text_are_one_id() -> None:
    assert parse(event_id=1001).event_id == parse(event_id="1001").event_id == "1001"


def test_an_integer_order_id_and_the_same_text_make_one_id() -> None:
    """A shop's PHP and its Python agree."""
    data = {"value": 1, "currency": "EUR"}
    ids = {
        parse(event_name="Purchase", event_id=None, custom_data={**data, "order_id": order}).event_id
        for order in (1001, "1001")
    }
    assert ids == {"order_1001"}


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"event_name": "lead"}, (INVALID, "event_name", WRONG_CASE)),
        ({"event_id": None}, ("missing_field", "event_id", "is missing")),
        ({"event_id": True}, (INVALID, "event_id", "has the wrong type: expected int | str | null, got bool")),
        ({"event_id": 1.5}, (INVALID, "event_id", "has the wrong type: expected int | str | null, got float")),
        ({"event_time": 0}, ("too_old", "event_time", "is more than 7 days ago")),
        ({"event_time": -5}, (INVALID, "event_time", "is before 1970")),
        ({"event_time": NOON_SECONDS * 1000}, (INVALID, "event_time", "is in milliseconds")),
        ({"event_time": 10**40}, (INVALID, "event_time", "is in milliseconds")),
        ({"event_time": NOON_SECONDS + 3600}, ("in_future", "event_time", "is in the future")),
        ({"event_time": "now"}, (INVALID, "event_time", "has the wrong type: expected int | null, got str")),
        ({"action_source": "web"}, (INVALID, "action_source", "is none of the values it may have")),
        ({"user_data": []}, (INVALID, "user_data", "has the wrong type: expected object, got array")),
        ({"custom_data": "x"}, (INVALID, "custom_data", "has the wrong type: expected object, got str")),
        ({"custom_data": {"value": True}}, (INVALID, "custom_data.value", "is not an amount")),
        ({"custom_data": {"currency": "EURO"}}, (INVALID, "custom_data.currency", "is not an ISO 4217 currency code")),
        (
            {"event_source_url": "x" * 2049},
            (INVALID, "event_source_url", "is out of bounds: expected str of length <= 2048"),
        ),
        ({"consent": {}}, ("missing_field", "consent.ads", "is missing")),
        ({"consent": {"signal": "shop", "ac": None}}, ("missing_field", "consent.ads", "is missing")),
        ({"consent": {"ads": "granted", "region": "California"}}, (INVALID, "consent.region", "is no region")),
        ({"consent": {"ads": "granted", "region": "XX"}}, (INVALID, "consent.region", "is no region")),
        ({"consent": {"ads": "yes"}}, (INVALID, "consent.ads", "is none of the values it may have")),
        ({"consent": {"ads": "granted", "at": NOON_SECONDS * 1000}}, (INVALID, "consent.at", "is in milliseconds")),
        ({"email": "x"}, (INVALID, "email", "is not a known field")),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(sent: dict[str, Any], refusal: tuple[str, str, str]) -> None:
    assert refusal_of(**sent) == refusal


def test_the_strings_of_a_banner_are_passed_on_to_who_can_read_them() -> None:
    told = parse(consent={"tcf": "C…", "ac": "2~89~dv.", "usp": "1YNN", "region": "us-ca"})
    assert told.strings == ConsentStrings(tcf="C…", ac="2~89~dv.", usp="1YNN")
    assert (told.grants, told.region) == (Grants(), "US-CA")


def test_consent_that_nobody_reported_is_unknown_and_not_invented() -> None:
    assert parse().grants == Grants("unknown")


def test_an_answer_dated_in_the_future_is_dated_by_its_arrival() -> None:
    """Else no later answer could take it back."""
    assert parse(consent={"ads": "granted", "at": NOON_SECONDS + 86_400}).grants.at == NOON


def test_an_address_in_the_signals_place_is_left_out() -> None:
    assert parse(consent={"ads": "granted", "signal": "ada@example.com"}).grants.signal == ""


def test_a_servers_own_address_and_browser_are_not_the_visitors() -> None:
    """Only what the backend says of its visitor counts; anything but text is passed over."""
    read = parse(user_data={"client_ip_address": 7, "client_user_agent": ""})
    assert (read.client_ip_address, read.client_user_agent) == (None, None)


@pytest.mark.parametrize("body", [b'{"event_name":"Lead"}', b' \n{"event_name":"Lead"}', b"x"])
def test_one_event_need_not_stand_in_a_list(body: bytes) -> None:
    """Whatever does not begin like a list is one event; whether it is one, `parse` tells."""
    assert backend.split(body, 3) == [msgspec.Raw(body)]


def test_a_list_that_breaks_off_is_refused() -> None:
    with pytest.raises(Refused, match="not valid JSON"):
        backend.split(b'[{"event_name":"Lead"},', 3)


def test_a_list_is_taken_apart_in_order_up_to_its_limit() -> None:
    assert [bytes(each) for each in backend.split(b' [{"a":1},7, null]', 3)] == [b'{"a":1}', b"7", b"null"]


@pytest.mark.parametrize(
    ("body", "reason", "problem"),
    [
        (b"[1,2,3,4]", Reason.TOO_LARGE, "is a list of 4 events"),
        (b"[]", Reason.MALFORMED, "is an empty list"),
    ],
)
def test_a_list_of_the_wrong_length_is_refused(body: bytes, reason: Reason, problem: str) -> None:
    with pytest.raises(Refused) as caught:
        backend.split(body, 3)
    refusal = caught.value.refusal
    assert (refusal.reason, refusal.field, refusal.problem) == (reason, "body", problem)
    assert refusal.cure == "Send 1 to 3 events in one request."
