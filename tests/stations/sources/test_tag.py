"""Events from the tag. The tag, the contract and this reader agree on one shape."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest

from tandem.event.errors import Refused
from tandem.event.model import Ads, Grants, PixelState
from tandem.kit import contracts
from tandem.sources import tag
from tandem.sources.arrival import Arrival, Arrived
from tests.support.clock import NOON
from tests.support.events import FBC, FBP, arrival, sha256, site

NOON_MILLIS = 1_795_348_800_000
SCHEMA: dict[str, Any] = contracts.load("wire.schema.json")["$defs"]
SHAPES = {
    "TagMessage": tag.TagMessage,
    "Consent": tag.TagConsent,
    "Visit": tag.Visit,
    "TagEvent": tag.TagEvent,
    "PixelReport": tag.PixelReport,
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_reader_knows_the_fields_of_the_contract_and_no_others(name: str) -> None:
    told = {field.name: field for field in msgspec.structs.fields(SHAPES[name])}
    assert set(told) == set(SCHEMA[name]["properties"])
    assert {field for field in told if told[field].required} == set(SCHEMA[name].get("required", ()))
    assert SCHEMA[name]["additionalProperties"] is False
    assert SHAPES[name].__struct_config__.forbid_unknown_fields


@pytest.mark.parametrize("name", SHAPES)
def test_the_reader_has_the_limits_of_the_contract(name: str) -> None:
    """Generated from the types by msgspec, compared with what was written by hand."""
    _, components = msgspec.json.schema_components([SHAPES[name]])
    ours = components[SHAPES[name].__name__]["properties"]
    for field, told in SCHEMA[name]["properties"].items():
        limits = {word: told[word] for word in ("minLength", "maxLength", "maxItems") if word in told}
        spoken = next((each for each in ours[field].get("anyOf", [ours[field]]) if each.get("type") != "null"), {})
        assert limits == {word: spoken[word] for word in ("minLength", "maxLength", "maxItems") if word in spoken}


def test_the_reader_knows_the_words_of_the_contract() -> None:
    assert set(get_args(PixelState)) == set(SCHEMA["PixelState"]["enum"])
    assert set(get_args(Ads)) == set(SCHEMA["Consent"]["properties"]["ads"]["enum"])
    assert SCHEMA["TagMessage"]["properties"]["v"]["const"] == 1


def message(**parts: Any) -> tag.TagMessage:
    return tag.read(json.dumps({"v": 1, "consent": {"ads": "granted"}, **parts}).encode())


def parse(request: Arrival | None = None, **sent: Any) -> Arrived:
    given = {"event_name": "Lead", "event_id": "lead-1", "event_time": NOON_MILLIS, **sent}
    return tag.parse(msgspec.Raw(json.dumps(given).encode()), request or arrival(source="tag"), site())


def test_the_visitors_context_is_frozen_with_the_event() -> None:
    """Nothing is looked up again later from another request."""
    request = arrival(source="tag", client_ip_address="203.0.113.9", client_user_agent="Mozilla/5.0", fbp=FBP, fbc=FBC)
    read = parse(request, event_source_url="https://www.example.com/", user_data={"em": "x"}, pixel="loading")
    assert (read.client_ip_address, read.client_user_agent) == ("203.0.113.9", "Mozilla/5.0")
    assert read.user_data == {"em": "x", "fbp": FBP, "fbc": FBC}
    assert (read.pixel, read.event_source_url) == ("loading", "https://www.example.com/")


def test_a_page_cannot_claim_another_address() -> None:
    """What a page writes into user_data does not stand in for who connected."""
    read = parse(
        arrival(source="tag", client_ip_address="203.0.113.9"), user_data={"client_ip_address": "198.51.100.1"}
    )
    assert read.client_ip_address == "203.0.113.9"


def test_a_page_whose_clock_runs_ahead_loses_no_event() -> None:
    """Dated by its arrival; a page's clock is not its owner's to mend."""
    assert parse(event_time=NOON_MILLIS + 86_400_000).event_time == NOON
    assert parse(event_time=253_402_300_799_999).event_time == NOON


def test_a_page_whose_clock_is_weeks_behind_is_told_so() -> None:
    with pytest.raises(Refused, match="event_time: is more than 7 days ago"):
        parse(event_time=NOON_MILLIS - 30 * 86_400_000)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"event_name": ""}, "event_name: is out of bounds"),
        ({"event_name": "x" * 101}, "event_name: is out of bounds"),
        ({"event_name": "purchase"}, "Send Purchase"),
        ({"event_id": 12}, "event_id: has the wrong type: expected str, got int"),
        ({"event_id": " "}, "event_id: is missing"),
        ({"event_id": "x" * 129}, "event_id: is out of bounds"),
        ({"event_id": "ada@example.com"}, "event_id: looks like an e-mail address"),
        ({"event_time": -1}, "event_time: is out of bounds"),
        ({"event_time": 10**15}, "event_time: is out of bounds"),
        ({"event_time": 1.5}, "event_time: has the wrong type"),
        ({"pixel": "maybe"}, "pixel: is none of the values it may have"),
        ({"action_source": "app"}, "action_source: is not a known field"),
        ({"custom_data": {"value": "1e400"}}, "custom_data.value: is not an amount"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(sent: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        parse(**sent)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"v": 2}, "v: is none of the values it may have"),
        ({"consent": {"ads": "maybe"}}, "consent.ads: is none of"),
        ({"consent": None}, "consent: has the wrong type"),
        ({"visit": {"fbp": "x" * 501}}, "visit.fbp: is out of bounds"),
        ({"events": {}}, "events: has the wrong type"),
        ({"events": [{}] * 51}, "events: is out of bounds"),
        ({"pixel": [{"event_name": "Lead"}]}, r"pixel\[0\].event_id: is missing"),
        ({"more": 1}, "more: is not a known field"),
    ],
)
def test_a_message_of_another_shape_is_refused_as_a_whole(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        message(**parts)


def test_the_tags_own_ids_go_before_the_cookies() -> None:
    """The tag reads its page's cookies; the request may bring none, or another domain's."""
    cookies = arrival(source="tag", fbp="fb.1.1700000000000.1", fbc="fb.1.1700000000000.old")
    assert tag.with_ids(cookies, message(visit={"fbp": FBP}).visit).fbp == FBP
    assert tag.with_ids(cookies, message(visit={"fbp": FBP}).visit).fbc == "fb.1.1700000000000.old"


def test_the_visitors_answer_is_taken_with_its_date() -> None:
    told = message(consent={"ads": "granted", "signal": "tcf", "at": NOON_MILLIS - 1_000})
    assert tag.with_consent(arrival(), told.consent).grants == Grants("granted", "tcf", NOON - timedelta(seconds=1))


def test_an_answer_dated_in_the_future_is_dated_by_its_arrival() -> None:
    """Else no later one could take it back."""
    told = message(consent={"ads": "granted", "at": 253_402_300_799_999})
    assert tag.with_consent(arrival(), told.consent).grants.at == NOON


def test_a_refusal_by_a_known_visitor_is_passed_on_without_naming_the_visitor() -> None:
    denied = arrival(source="tag", fbp=FBP, grants=Grants("denied", "manual", NOON))
    changed = tag.consent_changed(denied, site())
    assert changed is not None
    assert changed.visitor == sha256(FBP)
    assert changed.grants == Grants("denied", "manual", NOON)


@pytest.mark.parametrize(
    ("proxy", "page", "region"),
    [
        ("US-CA", "DE", "US-CA"),
        (None, "US-CA", "US-CA"),
        (None, "us", "US"),
        (None, "XX", None),
        (None, "Europe", None),
        (None, "", None),
    ],
)
def test_the_proxys_word_on_the_region_goes_before_the_pages(proxy: str | None, page: str, region: str | None) -> None:
    assert (
        tag.with_consent(arrival(region=proxy), message(consent={"ads": "unknown", "region": page}).consent).region
        == region
    )


def test_a_limit_is_taken_as_the_tag_tells_it() -> None:
    assert tag.with_consent(
        arrival(), message(consent={"ads": "unknown", "limit": [1, 1000]}).consent
    ).grants.limit == (1, 1000)


@pytest.mark.parametrize(
    ("fbp", "grants"), [(FBP, Grants("granted")), (FBP, Grants("unknown")), (None, Grants("denied"))]
)
def test_no_other_answer_takes_anything_back(fbp: str | None, grants: Grants) -> None:
    assert tag.consent_changed(arrival(fbp=fbp, grants=grants), site()) is None


def test_a_report_on_the_browser_leg_is_passed_on() -> None:
    (seen,) = tag.pixel_seen(message(pixel=[{"event_name": "Lead", "event_id": "1", "state": "blocked"}]), site(), NOON)
    assert (seen.site, seen.event_name, seen.event_id, seen.state) == ("shop", "Lead", "1", "blocked")


def test_a_report_that_names_a_person_is_dropped_alone() -> None:
    """An id that no event may have cannot be kept by way of a report."""
    names = [("Lead", "ada@example.com"), ("ada@example.com", "1"), ("Lead", "2")]
    reports = [{"event_name": name, "event_id": each, "state": "slow"} for name, each in names]
    assert [seen.event_id for seen in tag.pixel_seen(message(pixel=reports), site(), NOON)] == ["2"]
