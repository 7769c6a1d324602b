"""Rows go out patiently: a busy gateway is waited for, a wrong key is told at once."""

from __future__ import annotations

import json

import pytest

from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import ScriptedWire, SilentWire
from tandem.sources.upload.row import Ready
from tandem.sources.upload.send import TRIES, Courier, GaveUp

ROW = Ready(number=1, mark="m", event_id="order_1", document=b'{"event_name":"Purchase"}')
TAKEN = Answer(202, {}, json.dumps({"results": [{"status": "accepted"}]}).encode())


class Rests:
    """Remembers how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def test_a_gateway_that_is_full_is_waited_for_as_long_as_it_wishes() -> None:
    """429 and 503 with Retry-After, then yes."""
    wire = ScriptedWire([Answer(429, {"retry-after": "60"}, b""), Answer(503, {"retry-after": "5"}, b""), TAKEN])
    rests = Rests()
    (result,) = await Courier("http://gw", Secret("k"), wire, roll=lambda: 1.0, sleep=rests).post([ROW])
    assert (result.status, rests.seconds) == ("accepted", [60.0, 5.0])


async def test_no_answer_is_tried_again_and_the_same_list_is_sent() -> None:
    """The key travels in a header, never in the address."""
    wire = ScriptedWire([Silence("no answer within 60 s"), TAKEN])
    await Courier("http://gw/", Secret("k"), wire, roll=lambda: 1.0, sleep=Rests()).post([ROW])
    first, second = wire.posted
    assert (first.body, first.url) == (second.body, "http://gw/v1/events")
    assert first.headers["authorization"] == "Bearer k"


async def test_a_gateway_that_stays_away_ends_the_upload_with_what_to_do() -> None:
    rests = Rests()
    with pytest.raises(GaveUp, match="Upload the file again to go on"):
        await Courier("http://gw", Secret("k"), SilentWire(), roll=lambda: 1.0, sleep=rests).post([ROW])
    assert len(rests.seconds) <= TRIES


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(401, {}, b"{}"), "does not know the key"),
        (Answer(200, {}, b"<html>"), "no gateway"),
        (Answer(202, {}, b'{"results":[]}'), "another number of rows"),
    ],
)
async def test_what_waiting_does_not_mend_is_told_at_once(answer: Answer, said: str) -> None:
    rests = Rests()
    with pytest.raises(GaveUp, match=said):
        await Courier("http://gw", Secret("k"), ScriptedWire([answer]), roll=lambda: 1.0, sleep=rests).post([ROW])
    assert rests.seconds == []
