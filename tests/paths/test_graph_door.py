"""
Meta's own business SDK, pointed at the gateway by its host name alone. Nothing else of the sender is changed.

The dataset's token is the gateway's; the sender holds a gateway key in its place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import DATASET, KEY, Gateway, running_gateway
from tests.support.promised import promised
from tests.support.waiting import eventually

sdk = promised("tests.support.business_sdk")

pytestmark = pytest.mark.slow

ADA = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
"""printf ada@example.com | sha256sum"""

GRAPH_GRANTED = '[site.consent]\ngraph = "granted"'


@pytest.fixture(scope="module")
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def gateway(meta: MetaEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with running_gateway(tmp_path_factory.mktemp("gateway"), meta.url, GRAPH_GRANTED) as running:
        yield running


@pytest.fixture(autouse=True)
def pointed_at_the_gateway(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a sender sets it up, but for the host; the app secret makes the SDK send its proof along."""
    monkeypatch.setattr(sdk.FacebookSession, "GRAPH", gateway.url)
    sdk.FacebookAdsApi.init(access_token=KEY, app_secret="an-app-secret", crash_log=False)


def purchase(event_id: str | None, **changes: Any) -> Any:
    fields: dict[str, Any] = {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": event_id,
        "action_source": sdk.ActionSource.WEBSITE,
        "event_source_url": "https://www.example.com/thanks",
        "user_data": sdk.UserData(
            email=" Ada@Example.com ", client_ip_address="203.0.113.9", client_user_agent="Mozilla"
        ),
        "custom_data": sdk.CustomData(value=49.9, currency="eur", order_id="1001"),
    }
    return sdk.Event(**{**fields, **changes})


async def arrived(meta: MetaEmulator, *event_ids: str) -> list[dict[str, Any]]:
    """The events as Meta received them, once all are there."""
    wanted = set(event_ids)

    def seen() -> list[dict[str, Any]]:
        return [event["raw"] for event in meta.received(limit="100000") if event["event_id"] in wanted]

    return await eventually(seen, lambda events: {event["event_id"] for event in events} == wanted)


async def test_a_purchase_by_the_sdk_reaches_meta_once_and_hashed_once(meta: MetaEmulator) -> None:
    """The SDK hashes the address; what arrives is that hash, under the same event_id."""
    answer = await asyncio.to_thread(sdk.EventRequest(pixel_id=DATASET, events=[purchase("sync_1")]).execute)
    (event,) = await arrived(meta, "sync_1")
    assert (answer.events_received, answer.messages) == (1, [])
    assert answer.fbtrace_id.startswith("A")
    assert event["user_data"]["em"] == [ADA]
    assert event["custom_data"] == {"value": 49.9, "currency": "EUR", "order_id": "1001"}
    assert event["event_source_url"] == "https://www.example.com/thanks"
    assert meta.rejected() == []


async def test_a_retry_of_an_event_with_an_id_is_one_event(meta: MetaEmulator) -> None:
    request = sdk.EventRequest(pixel_id=DATASET, events=[purchase("twice")])
    for _ in range(2):
        await asyncio.to_thread(request.execute)
    await asyncio.to_thread(sdk.EventRequest(pixel_id=DATASET, events=[purchase("after_twice")]).execute)
    assert len(await arrived(meta, "twice", "after_twice")) == 2


async def test_an_identical_retry_of_an_event_without_an_id_is_one_event(meta: MetaEmulator) -> None:
    """The id is made of the content: two values of one key come in any order."""
    person = sdk.UserData(emails=["ada@example.com", "ada@work.example"], fbp="fb.1.1763812800000.77")
    lead = purchase(None, event_name="Lead", user_data=person, custom_data=None)
    request = sdk.EventRequest(pixel_id=DATASET, events=[lead])
    for _ in range(2):
        await asyncio.to_thread(request.execute)
    await asyncio.to_thread(sdk.EventRequest(pixel_id=DATASET, events=[purchase("after_lead")]).execute)
    await arrived(meta, "after_lead")
    (event,) = [each["raw"] for each in meta.received(event_name="Lead")]
    assert event["event_id"].startswith("content_")


async def test_the_asynchronous_request_is_taken_as_well(meta: MetaEmulator) -> None:
    """It writes another form: `data` as one array of objects, the token in the body."""
    answer = await sdk.EventRequestAsync(pixel_id=DATASET, events=[purchase("async_1"), purchase("async_2")]).execute()
    events = await arrived(meta, "async_1", "async_2")
    assert answer.events_received == 2
    assert [event["user_data"]["em"] for event in events] == [[ADA], [ADA]]


async def test_a_thousand_events_by_the_batch_helper_arrive_once_each(meta: MetaEmulator) -> None:
    ids = [f"batch_{number}" for number in range(1000)]
    events = [purchase(each) for each in ids]
    request = sdk.EventRequestAsync(pixel_id=DATASET, events=[])
    answers = [
        answer
        async for answers in sdk.BatchProcessor(50, 4).process_events_generator(request, events)
        for answer in answers
    ]
    received = await arrived(meta, *ids)
    assert sum(answer.events_received for answer in answers) == 1000
    assert len(received) == 1000


async def test_an_app_event_by_the_sdk_reaches_meta_with_its_device_and_its_limits(meta: MetaEmulator) -> None:
    """What only Meta asks of an event is carried through, as the SDK writes it. (It cannot write its own enum here.)"""
    device = sdk.ExtendedDeviceInfo(ext_info_version="i2", os_version="17.5", screen_width=390, locale="de_DE")
    app = sdk.AppData(advertiser_tracking_enabled=True, application_tracking_enabled=False, extinfo=device)
    event = purchase(
        "app_1",
        action_source=sdk.ActionSource.APP,
        app_data=app,
        user_data=sdk.UserData(madid="38400000-8cf0-11bd-b23e-10b96e40000d", anon_id="install-1"),
        data_processing_options=["LDU"],
        data_processing_options_country=1,
        data_processing_options_state=1000,
        original_event_data=sdk.OriginalEventData(event_name="Lead", event_time=1763800000, order_id="7"),
        attribution_data=sdk.AttributionData(
            ad_id="7", attribution_share=0.5, attribution_model=sdk.AttributionModel.LINEAR.value
        ),
    )
    written = event.normalize()
    await asyncio.to_thread(sdk.EventRequest(pixel_id=DATASET, events=[event]).execute)
    (received,) = await arrived(meta, "app_1")
    carried = (
        "app_data user_data original_event_data attribution_data data_processing_options"
        " data_processing_options_country data_processing_options_state"
    )
    assert {name: received[name] for name in carried.split()} == {name: written[name] for name in carried.split()}


def refusal(events: list[Any], dataset: str = DATASET) -> Any:
    with pytest.raises(sdk.FacebookRequestError) as caught:
        sdk.EventRequest(pixel_id=dataset, events=events).execute()
    return caught.value


def codes(error: Any) -> tuple[int, int, int | None]:
    return error.http_status(), error.api_error_code(), error.api_error_subcode()


WEEK = 7 * 86_400
FAULTS = {
    "too old": ({"event_time": int(time.time()) - WEEK - 60}, (400, 100, 2804003)),
    "without value": ({"custom_data": sdk.CustomData(currency="EUR")}, (400, 100, 2804009)),
    "without currency": ({"custom_data": sdk.CustomData(value=1.0)}, (400, 100, 2804010)),
    "matching nobody": ({"user_data": sdk.UserData(country_code="de", client_user_agent="M")}, (400, 100, 2804050)),
    "without action source": ({"action_source": None}, (400, 100, None)),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_meta_would_refuse_is_refused_in_its_words_and_whole(fault: str, meta: MetaEmulator) -> None:
    """The SDK raises its own exception with Meta's codes; the good event in the same batch is not kept either."""
    changes, wanted = FAULTS[fault]
    name = fault.replace(" ", "_")
    error = await asyncio.to_thread(refusal, [purchase(f"good_beside_{name}"), purchase(f"bad_{name}", **changes)])
    assert codes(error) == wanted
    assert "data[1]" in error.api_error_message()
    assert not error.api_transient_error()
    await asyncio.to_thread(sdk.EventRequest(pixel_id=DATASET, events=[purchase(f"after_{name}")]).execute)
    await arrived(meta, f"after_{name}")
    assert not meta.received(event_id=f"good_beside_{name}")


def test_a_token_that_is_no_key_is_told_as_meta_tells_it() -> None:
    """401 and code 190, so that a sender stops and asks for a new one."""
    sdk.FacebookAdsApi.init(access_token="EAAsomebodyelses", crash_log=False)
    error = refusal([purchase("nobody")])
    assert codes(error) == (401, 190, None)
    assert error.api_error_type() == "OAuthException"


def test_a_dataset_of_nobody_is_told_as_meta_tells_it() -> None:
    assert codes(refusal([purchase("nowhere")], dataset="999")) == (400, 100, 33)
