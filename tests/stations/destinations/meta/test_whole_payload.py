"""Every documented field, from a backend's JSON to Meta's: nothing renamed, nothing lost, nothing wrong let through."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from tandem import accept
from tandem.destinations.meta import payload
from tandem.event.entry import Taken, decode_event
from tandem.event.entry import to_json as written
from tandem.event.errors import Refusal
from tandem.event.extras import AppData, Attribution, Extras, OriginalEvent
from tandem.identity.keys import PARTS
from tandem.kit import contracts
from tandem.sources import backend, graph
from tests.support.clock import NOON
from tests.support.events import FBC, FBP, arrival, sha256, site

TABLE = contracts.load("meta/server_event.json")
IDENTITY = contracts.load("meta/identity.json")
DEVICE = ["i2", "com.example", "1.0", "1.0.3", "17.5", "iPhone15,2", "de_DE", "CET", "", 390, 844, "3", 6, 128, 64, ""]

WHOLE: dict[str, Any] = {
    "event_name": "Lead",
    "event_time": int(NOON.timestamp()),
    "event_id": "whole-1",
    "action_source": "app",
    "event_source_url": "https://www.example.com/",
    "referrer_url": "https://search.example/",
    "user_data": {
        "em": [sha256("ada@example.com")],
        "client_ip_address": "8.8.8.8",
        "client_user_agent": "Mozilla/5.0",
        "fbp": FBP,
        "fbc": FBC,
        "subscription_id": "sub_1",
        "fb_login_id": "100000000000001",
        "lead_id": "1234567890123456",
        "anon_id": "8F2C-install",
        "madid": "38400000-8cf0-11bd-b23e-10b96e40000d",
        "page_id": "1029384756",
        "page_scoped_user_id": "5647382910",
        "ctwa_clid": "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4XvnO2E4Nx0",
        "ig_account_id": "17841400000000000",
        "ig_sid": "17841411111111111",
        "whatsapp_business_account_id": "102290129340398",
        "instagram_business_account_id": "17841405822304914",
        **{name: sha256(name) for name in PARTS},
    },
    "custom_data": {"customer_segmentation": "new_customer_to_business", "lead_event_source": "CRM of ours"},
    "opt_out": True,
    "data_processing_options": ["LDU"],
    "data_processing_options_country": 1,
    "data_processing_options_state": 1000,
    "customer_segmentation": "customer_in_loyalty_program",
    "original_event_data": {"event_name": "Purchase", "event_time": 1763800000, "order_id": "0042", "event_id": "o-42"},
    "attribution_data": {
        "ad_id": "23851234567890123",
        "touchpoint_ts": 1763800000,
        "attribution_share": 0.3,
        "attribution_value": 14.97,
        "attribution_model": "linear",
        "attribution_method": "srn",
        "attribution_setting": {"inactivity_window_hours": 24},
        "decline_reason": "lookback",
    },
    "messaging_channel": "whatsapp",
    "app_data": {
        "advertiser_tracking_enabled": 1,
        "application_tracking_enabled": True,
        "extinfo": DEVICE,
        "url_schemes": ["shop"],
        "vendor_id": "6E2B-vendor",
        "include_dwell_data": False,
    },
    "advanced_measurement_table": "table_1",
}
DOORS = {"backend": backend.parse, "graph": graph.parse}


def received(event: dict[str, Any], door: str = "backend") -> Any:
    """What Meta gets of it, after the journal has kept it."""
    taken = accept.take(msgspec.Raw(json.dumps(event).encode()), arrival(source=door), site(), DOORS[door])
    assert isinstance(taken, Taken), taken
    (sent,) = json.loads(payload.body([decode_event(written(taken.event))]))["data"]
    return sent


@pytest.mark.parametrize("door", DOORS)
def test_every_documented_field_reaches_meta_as_it_came(door: str) -> None:
    """The expected payload is the one sent, but that Meta's lists of hashes stay lists."""
    assert received(WHOLE, door) == WHOLE


def test_the_whole_event_is_whole() -> None:
    """Each field and key of the tables stands in it, so that the test above forgets none."""
    assert {each["name"] for each in TABLE["fields"]} <= WHOLE.keys()
    assert {*IDENTITY["hash_never"], *PARTS} <= WHOLE["user_data"].keys()


def test_the_records_have_the_fields_of_the_table() -> None:
    fields = {each["name"]: each for each in TABLE["fields"]}
    assert list(Extras.__struct_fields__) == list(fields)
    inner = {"original_event_data": OriginalEvent, "attribution_data": Attribution, "app_data": AppData}
    for name, record in inner.items():
        assert {*fields[name]["fields"]} == {*record.__struct_fields__}


@pytest.mark.parametrize("options", [[], ["LDU"], None])
def test_an_explicit_no_to_limits_is_told_apart_from_silence(options: list[str] | None) -> None:
    """`[]` says that nothing is limited."""
    event = {**WHOLE, "data_processing_options": options}
    assert received(event).get("data_processing_options") == options


@pytest.mark.parametrize("state", TABLE["states"])
def test_every_state_that_meta_lists_is_taken(state: str) -> None:
    event = {**WHOLE, "data_processing_options_state": int(state)}
    assert received(event)["data_processing_options_state"] == int(state)


WRONG = {
    "data_processing_options": ["LDU", "all"],
    "data_processing_options_country": 49,
    "data_processing_options_state": 999,
    "customer_segmentation": "good_customer",
    "messaging_channel": "pigeon",
    "opt_out": "perhaps",
    "original_event_data": {"event_time": 1763800000000},
    "app_data": {"advertiser_tracking_enabled": 1, "extinfo": DEVICE[:15]},
    "attribution_data": {"attribution_share": 1.5},
}
WRONG_DEVICES = {"version": ["a9", *DEVICE[1:]], "system": [*DEVICE[:4], "", *DEVICE[5:]]}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("field", WRONG)
def test_a_value_that_meta_does_not_know_is_refused_at_its_field(field: str, door: str) -> None:
    event = {**WHOLE, field: WRONG[field]}
    refusal = accept.take(msgspec.Raw(json.dumps(event).encode()), arrival(source=door), site(), DOORS[door])
    assert isinstance(refusal, Refusal)
    assert refusal.field.startswith(field)


@pytest.mark.parametrize("slot", WRONG_DEVICES)
def test_a_device_without_its_required_slots_is_refused(slot: str) -> None:
    event = {**WHOLE, "app_data": {"advertiser_tracking_enabled": 1, "extinfo": WRONG_DEVICES[slot]}}
    refusal = accept.take(msgspec.Raw(json.dumps(event).encode()), arrival(), site(), backend.parse)
    assert isinstance(refusal, Refusal)
    assert refusal.field == "app_data.extinfo"


def test_an_address_in_a_rare_text_is_left_out_and_named() -> None:
    """Nothing readable about a person is kept, wherever it stands."""
    app = {**WHOLE["app_data"], "install_referrer": "utm_source=mail&email=ada%40example.com", "vendor_id": "a@b.co"}
    event = {**WHOLE, "app_data": app}
    taken = accept.take(msgspec.Raw(json.dumps(event).encode()), arrival(), site(), backend.parse)
    assert isinstance(taken, Taken)
    assert not re.search(rb"@|%40", written(taken.event))
    assert taken.event.extras is not None
    assert taken.event.extras.app_data is not None
    assert taken.event.extras.app_data.install_referrer == "utm_source=mail&email=_removed_"
    assert taken.event.extras.app_data.vendor_id == ""
    assert [each.key for each in taken.event.dropped] == ["vendor_id"]


def test_a_refusal_of_the_visitors_takes_the_device_away_as_well() -> None:
    event = {**WHOLE, "consent": {"ads": "denied"}}
    taken = accept.take(msgspec.Raw(json.dumps(event).encode()), arrival(), site(), backend.parse)
    assert isinstance(taken, Taken)
    assert (taken.event.extras, taken.event.person.keys()) == (None, ())


@pytest.mark.parametrize(
    ("key", "value"),
    [("madid", "00000000-0000-0000-0000-000000000000"), ("f5first", "mary"), ("anon_id", "ada@example.com")],
)
def test_an_id_that_is_none_is_left_out_alone(key: str, value: str) -> None:
    sent = received({**WHOLE, "user_data": {"fbp": FBP, key: value}})
    assert sent["user_data"] == {"fbp": FBP}
