"""Bad days can be ordered: each fault is met by as many requests as were asked for, then all is well again."""

from __future__ import annotations

from http.client import RemoteDisconnected
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from tests.stations.emulator.letters import ask, pixel, purchase, send

from tandem.emulator.testing import MetaEmulator


def test_an_outage_lasts_as_many_requests_as_ordered(meta: MetaEmulator) -> None:
    """Three times 503 with a transient error, and then the event is received."""
    meta.faults({"next": 3, "status": 503})
    answers = [send(meta, purchase()) for _ in range(4)]
    assert [answer.status for answer in answers] == [503, 503, 503, 200]
    assert answers[0].json()["error"]["is_transient"] is True
    assert meta.counted() == 1


@pytest.mark.parametrize(
    ("fault", "codes", "transient"),
    [
        ({"answer": {"code": 190, "error_subcode": 463}}, (401, 190, 463), False),
        ({"answer": {"code": 21009}}, (400, 21009, None), True),
        ({"answer": {"code": 80004}}, (400, 80004, None), True),
        ({"answer": {"code": 100, "error_subcode": 2804016}}, (400, 100, 2804016), False),
        ({"answer": {"code": 4242, "is_transient": True}}, (400, 4242, None), True),
        ({"answer": {"code": 4}, "status": 429}, (429, 4, None), True),
        ({"status": 401}, (401, 190, None), False),
        ({"status": 500}, (500, 1, None), True),
    ],
)
def test_an_error_of_choice_is_answered(
    meta: MetaEmulator, fault: dict[str, Any], codes: tuple[int, int, int | None], transient: bool
) -> None:
    """Known codes answer with their own status and words; others as ordered."""
    meta.faults(fault)
    answer = send(meta, purchase())
    assert answer.codes == codes
    assert answer.json()["error"]["is_transient"] is transient
    assert meta.received() == []


def test_a_proxy_may_answer_with_a_page(meta: MetaEmulator) -> None:
    """HTML where JSON is expected, as real proxies do."""
    meta.faults({"html": True})
    answer = send(meta, purchase())
    assert (answer.status, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")


def test_a_connection_cut_before_the_answer_keeps_nothing(meta: MetaEmulator) -> None:
    """`drop`: the sender is cut off and nothing was received."""
    meta.faults({"drop": True})
    with pytest.raises((RemoteDisconnected, URLError, ConnectionError)):
        send(meta, purchase())
    assert meta.received() == []
    assert meta.requests()[0]["status"] == 0


def test_a_connection_cut_after_the_events_were_taken_keeps_them(meta: MetaEmulator) -> None:
    """`drop_after`: the sender cannot know that they arrived; trying again is then a repeat, and is seen."""
    meta.faults({"drop_after": True})
    with pytest.raises((RemoteDisconnected, URLError, ConnectionError)):
        send(meta, purchase())
    assert meta.counted() == 1
    send(meta, purchase())
    assert meta.counted() == 2


def test_a_slow_answer_is_a_proper_answer(meta: MetaEmulator) -> None:
    """`delay_ms` alone only waits."""
    meta.faults({"delay_ms": 20})
    assert send(meta, purchase()).status == 200


def test_faults_are_met_in_the_order_in_which_they_were_ordered(meta: MetaEmulator) -> None:
    """A schedule: two outages, a rate limit, then the Pixel's own."""
    meta.faults({"next": 2, "status": 503}, {"answer": {"code": 613}}, {"edge": "tr", "status": 500})
    assert pixel(meta).status == 500
    assert [send(meta, purchase()).status for _ in range(4)] == [503, 503, 400, 200]
    assert meta.get("/sandbox/faults") == {"faults": []}


def test_what_is_still_to_come_can_be_read_and_taken_back(meta: MetaEmulator) -> None:
    """GET shows the schedule, DELETE clears it."""
    meta.faults({"next": 3, "status": 503})
    send(meta, purchase())
    assert meta.get("/sandbox/faults")["faults"] == [{"next": 2, "status": 503}]
    ask(f"{meta.url}/sandbox/faults", method="DELETE")
    assert send(meta, purchase()).status == 200


@pytest.mark.parametrize("fault", [{"nxet": 3}, {"next": 0}, {"status": 42}, {"edge": "graph"}, {"delay_ms": -1}, 7])
def test_a_fault_that_is_misspelt_is_refused(meta: MetaEmulator, fault: Any) -> None:
    """A test that orders nothing must not pass for lack of a bad day."""
    with pytest.raises(HTTPError) as caught:
        meta.post("/sandbox/faults", fault)
    assert caught.value.code == 400
    assert b"This is not a fault" in caught.value.read()
    caught.value.close()
