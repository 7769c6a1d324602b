"""The Graph-shaped door over HTTP: who is let in, what is answered, what is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tandem.config.schema import Limits
from tests.support.acceptor import Answer, RunningAcceptor, running_acceptor
from tests.support.settings import KEY, OTHER_KEY, settings

EDGE = "/v26.0/1234567890/events"
QUOTED = quote(KEY)


@pytest.fixture
def gateway(tmp_path: Any) -> Iterator[RunningAcceptor]:
    limits = Limits(body_seconds=0.3, backend_bytes=20_000, events=10)
    with running_acceptor(tmp_path / "data", settings(limits=limits)) as running:
        yield running


def lead(event_id: str = "lead-1", **changes: Any) -> dict[str, Any]:
    person = {"em": ["Ada@Example.com"], "client_ip_address": "8.8.8.8"}
    fields = {"event_name": "Lead", "event_time": int(time.time()), "action_source": "website", "user_data": person}
    return {**fields, "event_id": event_id, **changes}


def post(gateway: RunningAcceptor, *events: Any, path: str = f"{EDGE}?access_token={QUOTED}", **fields: Any) -> Answer:
    return gateway.ask("POST", path, {"data": events, **fields}, content_type="application/json")


def kept(gateway: RunningAcceptor) -> list[dict[str, Any]]:
    return [entry["event"] for entry in gateway.journalled() if entry["kind"] == "event"]


def test_a_batch_is_answered_as_graph_answers(gateway: RunningAcceptor) -> None:
    """events_received, messages, fbtrace_id, and nothing else."""
    answer = post(gateway, lead("a"), lead("b"))
    assert answer.status == 200
    assert {**answer.json, "fbtrace_id": ""} == {"events_received": 2, "messages": [], "fbtrace_id": ""}
    assert answer.json["fbtrace_id"] == answer.headers["x-fb-trace-id"]
    assert [event["event_id"] for event in kept(gateway)] == ["a", "b"]


@pytest.mark.parametrize("where", ["query", "header", "body"])
def test_the_key_is_found_wherever_graph_looks_for_a_token(gateway: RunningAcceptor, where: str) -> None:
    path = f"{EDGE}?access_token={QUOTED}" if where == "query" else EDGE
    headers = {"authorization": f"Bearer {KEY}"} if where == "header" else {}
    body = {"data": [lead()]} | ({"access_token": KEY} if where == "body" else {})
    assert gateway.ask("POST", path, body, **headers).status == 200


@pytest.mark.parametrize("path", [EDGE, f"{EDGE}?access_token=EAAwrong"])
def test_without_a_key_nothing_is_taken(gateway: RunningAcceptor, path: str) -> None:
    """401 and Graph's code 190."""
    answer = post(gateway, lead(), path=path)
    assert answer.status == 401
    assert (answer.json["error"]["code"], answer.json["error"]["type"]) == (190, "OAuthException")
    assert kept(gateway) == []


@pytest.mark.parametrize("dataset", ["42", "1234567891"])
def test_a_dataset_of_another_site_is_closed(gateway: RunningAcceptor, dataset: str) -> None:
    """100/33, as for an object that does not exist."""
    answer = post(gateway, lead(), path=f"/v26.0/{dataset}/events?access_token={QUOTED}")
    assert (answer.status, answer.json["error"]["code"], answer.json["error"]["error_subcode"]) == (400, 100, 33)


def test_a_key_of_one_site_opens_no_dataset_of_another(gateway: RunningAcceptor) -> None:
    answer = post(gateway, lead(), path=f"{EDGE}?access_token={quote(OTHER_KEY)}")
    assert (answer.status, answer.json["error"]["error_subcode"]) == (400, 33)


def test_one_bad_event_refuses_its_batch_and_is_pointed_at(gateway: RunningAcceptor) -> None:
    """Nothing of the batch is kept, so a sender that mends it may send all of it again."""
    answer = post(gateway, lead("good"), lead("bad", event_time=int(time.time()) - 8 * 86_400))
    error = answer.json["error"]
    assert (answer.status, error["code"], error["error_subcode"], error["is_transient"]) == (400, 100, 2804003, False)
    assert error["error_data"] == {"blame_field_specs": [["data", "1", "event_time"]]}
    assert error["error_user_title"] == "Event Timestamp Too Old"
    assert "data[1].event_time is more than 7 days ago" in error["error_user_msg"]
    assert kept(gateway) == []


def test_too_many_events_are_refused(gateway: RunningAcceptor) -> None:
    answer = post(gateway, *[lead(f"l{number}") for number in range(11)])
    assert (answer.status, answer.json["error"]["code"]) == (400, 100)
    assert "1 to 10 events" in answer.json["error"]["error_user_msg"]


def test_a_failing_disk_is_told_as_a_passing_trouble(gateway: RunningAcceptor) -> None:
    """Code 2 and is_transient: every client of Meta's tries again."""
    gateway.break_journal()
    answer = post(gateway, lead())
    assert (answer.status, answer.json["error"]["code"], answer.json["error"]["is_transient"]) == (503, 2, True)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_the_edge_takes_post_alone(gateway: RunningAcceptor, method: str) -> None:
    answer = gateway.ask(method, EDGE)
    assert (answer.status, answer.json["error"]["code"], answer.json["error"]["error_subcode"]) == (400, 100, 33)


def test_the_version_may_be_left_out(gateway: RunningAcceptor) -> None:
    """Graph then takes the oldest that the app may use; the gateway sends with its own anyway."""
    assert post(gateway, lead(), path=f"/1234567890/events?access_token={QUOTED}").json["events_received"] == 1


def test_a_form_with_brackets_is_taken_as_php_writes_it(gateway: RunningAcceptor) -> None:
    """http_build_query, curl -F and WordPress write `data[0][user_data][em][0]=…`; all values are texts then."""
    fields = {
        "access_token": KEY,
        "data[0][event_name]": "Purchase",
        "data[0][event_time]": str(int(time.time())),
        "data[0][event_id]": "order_1001",
        "data[0][action_source]": "website",
        "data[0][opt_out]": "0",
        "data[0][user_data][em][0]": "Ada@Example.com",
        "data[0][user_data][em][1]": "ada@work.example",
        "data[0][custom_data][value]": "49.90",
        "data[0][custom_data][currency]": "EUR",
        "data[0][custom_data][contents][0][id]": "0012",
        "data[0][custom_data][contents][0][quantity]": "2",
    }
    answer = gateway.ask("POST", EDGE, urlencode(fields).encode(), content_type="application/x-www-form-urlencoded")
    assert answer.status == 200, answer.body
    (event,) = kept(gateway)
    assert len(event["person"]["em"]) == 2
    assert event["custom_data"]["contents"] == [{"id": "0012", "quantity": "2"}]
    assert (event["custom_data"]["value"], event["extras"]) == (49.9, {"opt_out": False})


@pytest.mark.parametrize(
    "path", ["/v26.0/1234567890/activities", "/1234567890", "/v26/1234567890/events", "/v26.0//events"]
)
def test_other_addresses_of_graph_are_no_door(gateway: RunningAcceptor, path: str) -> None:
    assert post(gateway, lead(), path=path).status == 404


def test_what_comes_readable_is_on_disk_as_a_hash_only(gateway: RunningAcceptor) -> None:
    """Graph would refuse it (2804016); the gateway hashes it, as it does at every door."""
    assert post(gateway, lead(app_data=None)).status == 200
    (event,) = kept(gateway)
    # printf ada@example.com | sha256sum
    assert event["person"]["em"] == ["b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"]
    assert b"ada@example.com" not in gateway.bytes_on_disk().lower()
    assert KEY.encode() not in gateway.bytes_on_disk()


def test_what_the_request_says_of_all_its_events_is_kept_with_each(gateway: RunningAcceptor) -> None:
    post(gateway, lead(), test_event_code="TEST123", partner_agent="shop_1_0", platforms=[{"name": "x"}])
    (event,) = kept(gateway)
    assert event["envelope"] == {"test_event_code": "TEST123", "partner_agent": "shop_1_0"}


def test_refusals_are_counted_at_the_door(gateway: RunningAcceptor) -> None:
    """Within a second or two they stand in the books."""
    post(gateway, lead(), path=EDGE)
    deadline = time.monotonic() + 10
    while not (told := [each for each in gateway.journalled() if each["kind"] == "refusals"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [(each["source"], each["reason"], each["count"]) for each in told] == [("graph", "unknown_key", 1)]


def test_a_form_of_strings_is_taken_as_the_sdk_writes_it(gateway: RunningAcceptor) -> None:
    data = quote(json.dumps([json.dumps(lead("form"))]))
    body = f"data={data}&access_token={QUOTED}".encode()
    answer = gateway.ask("POST", EDGE, body, content_type="application/x-www-form-urlencoded")
    assert answer.json["events_received"] == 1
