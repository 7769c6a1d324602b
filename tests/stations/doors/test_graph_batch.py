"""Several requests in one: each is answered for itself, in its place, as Graph answers a batch."""

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

FORM = "application/x-www-form-urlencoded"
EDGE = "1234567890/events"


@pytest.fixture
def gateway(tmp_path: Any) -> Iterator[RunningAcceptor]:
    with running_acceptor(tmp_path / "data", settings(limits=Limits(events=10))) as running:
        yield running


def lead(event_id: str, **changes: Any) -> dict[str, Any]:
    person = {"em": "ada@example.com", "client_ip_address": "8.8.8.8"}
    fields = {"event_name": "Lead", "event_time": int(time.time()), "action_source": "website", "user_data": person}
    return {**fields, "event_id": event_id, **changes}


def call(*events: Any, relative_url: str = EDGE, **fields: Any) -> dict[str, Any]:
    """As Meta's SDKs write it: the body is a form."""
    return {"method": "POST", "relative_url": relative_url, "body": urlencode({"data": json.dumps(events)})} | fields


def post(gateway: RunningAcceptor, *calls: Any, path: str = "/v26.0/", **fields: str) -> Answer:
    form = urlencode({"batch": json.dumps(calls), "access_token": KEY, **fields}).encode()
    return gateway.ask("POST", path, form, content_type=FORM)


def told(answer: Answer) -> list[Any]:
    """Each call's status, and its body as what it holds."""
    assert answer.status == 200, answer.body
    return [(each["code"], json.loads(each["body"])) for each in answer.json]


def kept(gateway: RunningAcceptor) -> list[str]:
    return [entry["event"]["event_id"] for entry in gateway.journalled() if entry["kind"] == "event"]


@pytest.mark.parametrize("path", ["/", "/v26.0", "/v26.0/", "/me", "/v26.0/me"])
def test_every_call_is_answered_in_its_place(gateway: RunningAcceptor, path: str) -> None:
    """An array of code, headers and body; the body is text that holds the JSON of an answer."""
    answer = post(gateway, call(lead("a"), lead("b")), call(lead("c"), relative_url=f"v26.0/{EDGE}"), path=path)
    assert [(code, body["events_received"]) for code, body in told(answer)] == [(200, 2), (200, 1)]
    assert answer.json[0].keys() == {"code", "headers", "body"}
    assert {"name", "value"} == answer.json[0]["headers"][0].keys()
    assert kept(gateway) == ["a", "b", "c"]


def test_headers_are_left_out_on_request(gateway: RunningAcceptor) -> None:
    assert post(gateway, call(lead("a")), include_headers="false").json[0].keys() == {"code", "body"}


def test_a_refused_call_costs_none_of_the_others(gateway: RunningAcceptor) -> None:
    """Too old, an edge that is none, a method that is none, another site's dataset; between them what is right."""
    answer = post(
        gateway,
        call(lead("old", event_time=int(time.time()) - 8 * 86_400)),
        call(lead("a")),
        call(relative_url="1234567890/activities"),
        {"method": "GET", "relative_url": EDGE},
        call(lead("b"), relative_url="42/events"),
        call(lead("c")),
    )
    codes = [(code, body.get("error", {}).get("error_subcode")) for code, body in told(answer)]
    assert codes == [(400, 2804003), (200, None), (400, 33), (400, 33), (400, 33), (200, None)]
    assert kept(gateway) == ["a", "c"]


def test_a_call_may_bring_a_key_of_its_own(gateway: RunningAcceptor) -> None:
    """In its address or its body; it goes before the one that all share, also where it opens nothing."""
    shared, other = f"{EDGE}?access_token={quote(OTHER_KEY)}", urlencode({"data": "[]", "access_token": "EAAwrong"})
    answer = post(gateway, call(lead("a"), relative_url=shared), call(body=other), call(lead("b")))
    assert [code for code, _ in told(answer)] == [400, 401, 200]
    assert kept(gateway) == ["b"]


@pytest.mark.parametrize("write", [json.dumps, lambda batch: batch], ids=["as text", "as an array"])
def test_a_batch_may_be_json_and_so_may_its_calls(gateway: RunningAcceptor, write: Any) -> None:
    calls = [call(body=json.dumps({"data": [lead("a")]}))]
    body = {"batch": write(calls), "access_token": KEY}
    answer = gateway.ask("POST", "/", body, content_type="application/json")
    assert [code for code, _ in told(answer)] == [200]
    assert kept(gateway) == ["a"]


def test_a_batch_may_be_written_with_brackets(gateway: RunningAcceptor) -> None:
    """As PHP's http_build_query writes an array of arrays."""
    fields = {f"batch[0][{name}]": value for name, value in call(lead("a")).items()}
    answer = gateway.ask("POST", "/", urlencode({**fields, "access_token": KEY}).encode(), content_type=FORM)
    assert [code for code, _ in told(answer)] == [200]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"batch": "[]"}, 401),
        ({"batch": "[]", "access_token": "EAAwrong"}, 401),
        ({"access_token": KEY}, 400),
        ({"batch": "[]", "access_token": KEY}, 400),
        ({"batch": json.dumps([call()] * 51), "access_token": KEY}, 400),
        ({"batch": "{}", "access_token": KEY}, 400),
        ({"batch": "[", "access_token": KEY}, 400),
        ({"batch": '[{"method": "POST"}]', "access_token": KEY}, 400),
    ],
    ids=["no key", "a wrong key", "no batch", "an empty one", "51 calls", "no array", "no JSON", "a call to nowhere"],
)
def test_a_batch_that_cannot_be_read_is_refused_as_a_whole(
    gateway: RunningAcceptor, form: dict[str, str], code: int
) -> None:
    """With one error in Graph's shape, and what is wrong in words."""
    answer = gateway.ask("POST", "/v26.0/", urlencode(form).encode(), content_type=FORM)
    assert (answer.status, answer.json["error"]["code"]) == (code, 190 if code == 401 else 100)
    assert ("key" if code == 401 else "batch") in answer.json["error"]["error_user_msg"]


def test_a_failing_disk_is_told_call_by_call(gateway: RunningAcceptor) -> None:
    """503 and is_transient: a sender repeats those calls alone."""
    gateway.break_journal()
    assert [(code, body["error"]["is_transient"]) for code, body in told(post(gateway, call(lead("a"))))] == [
        (503, True)
    ]
