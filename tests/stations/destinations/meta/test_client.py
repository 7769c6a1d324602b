"""One request to Meta: where it goes, what it carries, what is remembered of it."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime, timedelta

import msgspec
import pytest

from tandem.config.schema import Meta
from tandem.destinations.contract import Delivered, Later
from tandem.destinations.meta.client import MetaDestination
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire
from tandem.kit.wire_fakes import Posted, ScriptedWire, SilentWire
from tests.support.clock import NOON, StandingClock
from tests.support.events import event
from tests.support.settings import TOKEN

META = Meta(dataset_id="1234567890", token="env:META_TOKEN")


def taken(request: Posted) -> Answer:
    return Answer(200, {}, json.dumps({"events_received": len(json.loads(request.body)["data"])}).encode())


def meta(wire: Wire, settings: Meta = META, clock: StandingClock | None = None) -> MetaDestination:
    return MetaDestination(settings, Secret(TOKEN), wire, clock or StandingClock())


async def test_a_batch_goes_to_the_datasets_events_edge_of_the_pinned_version() -> None:
    wire = ScriptedWire([taken])
    delivery = await meta(wire).deliver([event()])
    assert wire.posted[0].url == "https://graph.facebook.com/v26.0/1234567890/events"
    assert delivery.verdict == Delivered()


async def test_a_slash_at_the_end_of_the_endpoint_does_no_harm() -> None:
    wire = ScriptedWire([taken])
    await meta(wire, Meta(dataset_id="7", token="", endpoint="http://127.0.0.1:8001/")).deliver([event()])
    assert wire.posted[0].url == "http://127.0.0.1:8001/v26.0/7/events"


async def test_the_token_travels_in_its_header_and_nowhere_else() -> None:
    """Addresses and bodies end up in logs."""
    wire = ScriptedWire([taken])
    delivery = await meta(wire).deliver([event()])
    (posted,) = wire.posted
    assert posted.headers["Authorization"] == f"Bearer {TOKEN}"
    elsewhere = [posted.url, posted.body.decode(), *(v for k, v in posted.headers.items() if k != "Authorization")]
    assert not any(TOKEN in text for text in [*elsewhere, repr(delivery), repr(meta(wire).__dict__)])


async def test_a_request_goes_compressed_only_when_it_is_set() -> None:
    """Meta does not say that it takes gzip: off by default. Unpacked by the system's own gunzip."""
    plain, packed = ScriptedWire([taken]), ScriptedWire([lambda _: Answer(200, {}, b'{"events_received":1}')])
    await meta(plain).deliver([event()])
    await meta(packed, msgspec.structs.replace(META, gzip=True)).deliver([event()])
    assert "Content-Encoding" not in plain.posted[0].headers
    assert packed.posted[0].headers["Content-Encoding"] == "gzip"
    assert gunzip(packed.posted[0].body) == plain.posted[0].body


def gunzip(content: bytes) -> bytes:
    return subprocess.run(["gunzip"], input=content, capture_output=True, check=True).stdout


async def test_silence_means_later() -> None:
    """A timeout is never a verdict on the event."""
    delivery = await meta(SilentWire()).deliver([event()])
    assert delivery.verdict == Later()
    assert (delivery.request.status, delivery.request.verdict) == (None, "later")
    assert delivery.request.answer == "no answer within 10 s"


async def test_what_is_remembered_is_the_answer_and_the_time_it_took() -> None:
    """A clock that is put forward by an hour meanwhile changes nothing of that."""
    clock, seconds = StandingClock(), iter((7.0, 7.25))

    def slow(request: Posted) -> Answer:
        clock.advance(hours=1)
        return Answer(400, {}, b'{"error":{"code":100,"message":"bad"}}' + b" " * 5_000)

    wire = ScriptedWire([slow])
    to_meta = MetaDestination(META, Secret(TOKEN), wire, clock, stopwatch=lambda: next(seconds))
    remembered = (await to_meta.deliver([event()])).request
    assert (remembered.destination, remembered.sent_at, remembered.took) == ("meta:1234567890", NOON, 250_000)
    assert (remembered.status, remembered.verdict) == (400, "never")
    assert len(remembered.answer) == 600


async def test_an_answer_that_is_no_text_is_remembered_as_well_as_it_can_be() -> None:
    delivery = await meta(ScriptedWire([Answer(502, {}, b"\xff\xfe")])).deliver([event()])
    assert delivery.request.answer == "\ufffd\ufffd"


async def test_a_broken_connection_is_told_without_its_address() -> None:
    delivery = await meta(ScriptedWire([Silence("the connection failed: ServerDisconnectedError")])).deliver([event()])
    assert delivery.request.answer == "the connection failed: ServerDisconnectedError"


@pytest.mark.parametrize(("age", "objects"), [(timedelta(days=1), False), (timedelta(days=8), True)])
def test_the_destination_objects_beforehand(age: timedelta, objects: bool) -> None:
    now: datetime = NOON + age
    assert (meta(SilentWire()).objection(event(), now) is not None) is objects
