"""Bad days can be ordered: each fault is met by as many requests as were asked for, then all is well again."""

from __future__ import annotations

from http.client import RemoteDisconnected
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from tandem.emulator.rules import load_rules
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import NOW, HandClock, ask, pixel, purchase, send


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


KNOWN = {
    (1, None), (2, None), (3, None), (4, None), (4, 1504022), (4, 1504039), (10, None), (17, None), (17, 2446079),
    (32, None), (99, None), (100, None), (100, 33), (100, 34), (100, 38), (100, 2804001), (100, 2804003),
    (100, 2804007), (100, 2804009), (100, 2804010), (100, 2804014), (100, 2804016), (100, 2804017), (100, 2804019),
    (100, 2804030),
    (100, 2804048), (100, 2804050), (102, None), (104, None), (190, None), (190, 460), (190, 463), (190, 467),
    (200, None), (294, None), (341, None), (368, None), (613, None), (613, 1487742), (613, 5044001), (5000, None),
    (21009, None), (2044055, None), (80000, None), (80003, None), (80004, None), (80005, None), (80014, None),
}  # fmt: skip
"""Code and subcode. Source: Meta's pages on error handling and rate limiting, and production error handlers."""

TRANSIENT = {1, 2, 4, 17, 32, 99, 341, 613, 5000, 21009, 80000, 80003, 80004, 80005, 80014}
"""Codes after which the same request may succeed. Same sources."""


def test_every_known_code_can_be_ordered_by_name() -> None:
    """No code that Meta is known to answer is missing from the list."""
    assert {(rule.code, rule.error_subcode) for rule in load_rules().errors.values()} >= KNOWN


def test_an_error_ordered_by_name_answers_with_its_codes(meta: MetaEmulator) -> None:
    """Every name in errors.json: its status, code and subcode, and whether trying again may help."""
    rules = load_rules().errors
    meta.faults(*rules)
    for name, rule in rules.items():
        answer = send(meta, purchase())
        assert answer.codes == (rule.http, rule.code, rule.error_subcode), name
        assert answer.json()["error"]["is_transient"] is (rule.code in TRANSIENT), name
    assert send(meta, purchase()).status == 200


def test_every_nth_request_fails_until_the_fault_is_taken_back(meta: MetaEmulator) -> None:
    """`every` alone has no end: a steady share of transient errors."""
    meta.faults({"every": 3, "answer": "service"})
    assert [send(meta, purchase()).status for _ in range(7)] == [200, 200, 503, 200, 200, 503, 200]


def test_a_fault_can_be_ordered_for_a_window_of_time(meta: MetaEmulator, clock: HandClock) -> None:
    """From `after` seconds after the order, for `lasting` seconds by the emulator's clock, the last one excluded."""
    meta.faults({"after": 60, "lasting": 30, "status": 503})
    statuses = {}
    for seconds in (0, 59, 60, 61, 89, 90, 500):
        clock.at = NOW + seconds
        statuses[seconds] = send(meta, purchase()).status
    assert statuses == {0: 200, 59: 200, 60: 503, 61: 503, 89: 503, 90: 200, 500: 200}
    assert meta.get("/sandbox/faults") == {"faults": []}


def test_every_nth_request_can_fail_a_few_times_only(meta: MetaEmulator) -> None:
    """`next` bounds what `every` would repeat for ever."""
    meta.faults({"every": 2, "next": 2, "status": 500})
    assert [send(meta, purchase()).status for _ in range(6)] == [200, 500, 200, 500, 200, 200]


@pytest.mark.parametrize(
    "fault",
    [
        {"nxet": 3}, {"next": 0}, {"every": 0}, {"after": -1}, {"status": 42}, {"edge": "graph"}, {"delay_ms": -1}, 7,
        "rat", {"answer": "rat"}, {"locale": "xx_XX"}, {"usage_pct": 101},
    ],
)  # fmt: skip
def test_a_fault_that_is_misspelt_is_refused(meta: MetaEmulator, fault: Any) -> None:
    """A test that orders nothing must not pass for lack of a bad day."""
    with pytest.raises(HTTPError) as caught:
        meta.post("/sandbox/faults", fault)
    assert caught.value.code == 400
    assert b"This is not a fault" in caught.value.read()
    caught.value.close()
