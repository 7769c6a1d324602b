"""
Meta's own business SDK, with every class of its server side, against the emulator and against the gateway's door.

What it writes is taken by both, arrives at Meta once, and is hashed once: by the SDK. Nothing of the sender is changed
but its host name.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import requests

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import DATASET, KEY, Gateway, running_gateway
from tests.support.promised import promised
from tests.support.waiting import eventually

sdk = promised("tests.support.business_sdk")
examples = promised("tests.support.sdk_examples")

pytestmark = pytest.mark.slow

ids = count(1)


@pytest.fixture(scope="module")
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def gateway(meta: MetaEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder, granted = tmp_path_factory.mktemp("gateway"), '[site.consent]\ngraph = "granted"'
    with running_gateway(folder, meta.url, granted) as running:
        yield running


@pytest.fixture(params=["emulator", "gateway"])
def door(request: pytest.FixtureRequest, meta: MetaEmulator, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the SDK is pointed at, by the attribute that Meta gives it for that."""
    monkeypatch.setattr(sdk.FacebookSession, "GRAPH", meta.url if request.param == "emulator" else gateway.url)
    sdk.FacebookAdsApi.init(access_token=KEY, app_secret="an-app-secret", crash_log=False)
    return str(request.param)


def named(made: Any) -> Any:
    made.event_id = f"sdk_{next(ids)}"
    return made


async def arrived(meta: MetaEmulator, *event_ids: str) -> list[dict[str, Any]]:
    """The events as Meta received them, once all are there."""

    def seen() -> list[dict[str, Any]]:
        return [event["raw"] for event in meta.received(limit="100000") if event["event_id"] in event_ids]

    return await eventually(seen, lambda events: {event["event_id"] for event in events} == set(event_ids))


async def sent(made: Any, meta: MetaEmulator, **request: Any) -> dict[str, Any]:
    """One event by the ordinary request; how it arrived, once."""
    ask = sdk.EventRequest(pixel_id=DATASET, events=[made], **request)
    answer = await asyncio.to_thread(ask.execute)
    assert (answer.events_received, answer.messages) == (1, [])
    (event,) = await arrived(meta, made.event_id)
    return event


def as_written(made: Any) -> dict[str, Any]:
    """What the SDK writes, as JSON carries it."""
    written: dict[str, Any] = json.loads(json.dumps(made.normalize()))
    return written


GATEWAY = {
    # printf customer-77 | sha256sum
    "a_complete_person": (
        "user_data",
        {"external_id": ["04e039174546ae3f571d1d54ca04f38f1e15489318c92241172ec0eefbbe26a9"]},
    ),
    "a_whole_basket": ("custom_data", {"currency": "EUR"}),
}
"""What the gateway writes otherwise: it hashes the shop's id, as the Pixel does, and writes currencies as ISO 4217."""


@pytest.mark.parametrize("example", examples.EXAMPLES)
async def test_what_the_sdk_can_write_arrives_as_written(example: str, door: str, meta: MetaEmulator) -> None:
    """Every field of every class of its server side, value for value, and once."""
    made, refused_before = named(examples.EXAMPLES[example]()), meta.rejected()
    event = await sent(made, meta)
    written = as_written(made)
    if door == "gateway" and example in GATEWAY:
        part, otherwise = GATEWAY[example]
        written[part] |= otherwise
    assert event == written
    assert meta.rejected() == refused_before


@pytest.mark.parametrize("source", sdk.ActionSource, ids=lambda source: source.value)
async def test_an_event_may_come_from_wherever_the_sdk_knows(source: Any, door: str, meta: MetaEmulator) -> None:
    event = await sent(named(examples.event(action_source=source)), meta)
    assert event["action_source"] == source.value


async def test_what_a_request_says_of_all_its_events_is_taken(door: str, meta: MetaEmulator) -> None:
    """Every field of a request but its events."""
    names = "test_event_code namespace_id upload_id upload_tag upload_source"
    said = {name: f"a-{name}" for name in names.split()} | {"partner_agent": "shop_1_0"}
    assert await sent(named(examples.event()), meta, **said)


async def test_the_asynchronous_request_is_taken(door: str, meta: MetaEmulator) -> None:
    pair = [named(examples.event()) for _ in range(2)]
    answer = await sdk.EventRequestAsync(pixel_id=DATASET, events=pair).execute()
    assert answer.events_received == 2
    assert len(await arrived(meta, *(made.event_id for made in pair))) == 2


@pytest.mark.parametrize("by", ["events", "requests"])
async def test_the_batch_processor_loses_and_doubles_nothing(by: str, door: str, meta: MetaEmulator) -> None:
    """A hundred events, cut up by the SDK or by the sender, three requests at a time."""
    events = [named(examples.event()) for _ in range(100)]
    processor, empty = sdk.BatchProcessor(9, 3), sdk.EventRequestAsync(pixel_id=DATASET, events=[])
    requests_of_ten = [sdk.EventRequestAsync(DATASET, events[start : start + 10]) for start in range(0, 100, 10)]
    answers = (
        processor.process_events_generator(empty, events)
        if by == "events"
        else processor.process_event_requests_generator(requests_of_ten)
    )
    assert sum([answer.events_received async for turn in answers for answer in turn]) == 100
    assert len(await arrived(meta, *(made.event_id for made in events))) == 100


class OwnClient(sdk.HttpServiceInterface):  # type: ignore[misc, name-defined]
    """A sender's own HTTP client, which writes JSON."""

    def execute(self, url: str, method: str, request_options: Any, headers: Any, params: Any) -> Any:
        answer = requests.request(method, url, headers=headers, json=params, timeout=20)
        answer.raise_for_status()
        return sdk.EventResponse(**answer.json())


async def test_a_client_of_the_senders_own_is_taken(door: str, meta: MetaEmulator) -> None:
    """With its token and proof in the body, and each event as a string within JSON."""
    ours = {"http_client": OwnClient(), "access_token": KEY, "appsecret": "an-app-secret"}
    assert await sent(named(examples.event()), meta, **ours)


@pytest.mark.parametrize("door", ["gateway"], indirect=True)
async def test_calls_gathered_by_the_sdk_are_answered_each(door: str, meta: MetaEmulator) -> None:
    """Its batch object: one request, a callback for each call; only what is wrong fails."""
    good, bad = named(examples.event()), named(examples.event(user_data=sdk.UserData(client_user_agent="M")))
    api, done, failed = sdk.FacebookAdsApi.get_default_api(), [], []
    batch = api.new_batch()
    for made in (bad, good):
        params = {"data": [json.dumps(made.normalize())]}
        batch.add("POST", (DATASET, "events"), params=params, success=done.append, failure=failed.append)
    assert await asyncio.to_thread(batch.execute) is None
    assert [response.json()["events_received"] for response in done] == [1]
    assert [response.error().api_error_subcode() for response in failed] == [2804050]
    assert await arrived(meta, good.event_id)


WEEK = 7 * 86_400
FAULTS = {
    "too old": ({"event_time": int(time.time()) - WEEK - 60}, 2804003, "Event Timestamp Too Old"),
    "no value": (
        {"event_name": "Purchase", "custom_data": sdk.CustomData(currency="EUR")},
        2804009,
        "Missing Value for Purchase Event",
    ),
    "no currency": (
        {"event_name": "Purchase", "custom_data": sdk.CustomData(value=1.0)},
        2804010,
        "Missing Currency for Purchase Event",
    ),
    "too broad": ({"user_data": sdk.UserData(country_code="de", client_user_agent="M")}, 2804050, "Insufficient"),
}
"""Subcodes and titles as reported by users of Meta's SDKs."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refusal_is_raised_as_the_sdks_own_error(fault: str, door: str) -> None:
    """With code, subcode, title and trace, and not as a passing trouble."""
    changes, subcode, title = FAULTS[fault]
    with pytest.raises(sdk.FacebookRequestError) as caught:
        sdk.EventRequest(pixel_id=DATASET, events=[named(examples.event(**changes))]).execute()
    error = caught.value
    assert (error.http_status(), error.api_error_code(), error.api_error_subcode()) == (400, 100, subcode)
    assert error.body()["error"]["error_user_title"].startswith(title)
    assert error.api_error_type() == "OAuthException"
    assert not error.api_transient_error()
    assert error.body()["error"]["fbtrace_id"].startswith("A")


def test_a_field_of_the_wrong_shape_is_pointed_at(door: str) -> None:
    """By the SDK's own list of fields to blame."""
    good, bad = named(examples.event()), named(examples.event(action_source=None))
    with pytest.raises(sdk.FacebookRequestError) as caught:
        sdk.EventRequest(pixel_id=DATASET, events=[good, bad]).execute()
    assert caught.value.api_blame_field_specs() == [["data", "1", "action_source"]]
