from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.app.doors_openapi import VISIT, curl
from tandem.doors.results import results
from tandem.event.entry import Taken
from tandem.event.errors import Refusal
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.sources.backend import BackendEvent
from tandem.web.openapi import joined
from tests.support.acceptor import running_acceptor
from tests.support.dashboard import GATEWAY, VERSION, RunningDashboard
from tests.support.events import event

GRAPH = "/{version}/{dataset}/events"
DOORS = {
    "/v1/events": "post",
    GRAPH: "post",
    "/{version}/": "post",
    "/e": "post",
    "/v": "post",
    "/t.js": "get",
    "/health": "get",
    "/healthz": "get",
    "/readyz": "get",
}


@pytest.fixture
def described(dashboard: RunningDashboard) -> dict[str, Any]:
    document: dict[str, Any] = dashboard.ask("/schema/openapi.json").json
    return document


def test_one_document_describes_the_doors_and_the_dashboard(described: dict[str, Any]) -> None:
    """Each door with the gateway's own address, since it is on another port; the dashboard's reports beside them."""
    assert (described["openapi"][:3], described["info"]["version"]) == ("3.1", VERSION)
    for path, method in DOORS.items():
        assert method in described["paths"][path]
        assert described["paths"][path]["servers"][0]["url"] == GATEWAY
    reports = {"/api/overview", "/api/balance", "/api/events", "/api/events/{number}", "/api/recovered", "/api/live"}
    assert reports <= described["paths"].keys()


def test_every_reference_in_the_document_leads_somewhere(described: dict[str, Any]) -> None:
    """No schema is named that the document does not hold."""
    names = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(described))

    assert names
    assert set(names) <= described["components"]["schemas"].keys()


def test_the_backends_document_lists_the_fields_that_its_door_reads(described: dict[str, Any]) -> None:
    """Made from the record itself: nothing is missing, nothing is invented."""
    schema = described["components"]["schemas"]["BackendEvent"]

    assert set(schema["properties"]) == set(BackendEvent.__struct_fields__)
    assert schema["required"] == ["event_name"]
    assert "Unix seconds" in json.dumps(schema["properties"]["event_time"])


def test_an_answer_is_described_as_the_door_gives_it(described: dict[str, Any]) -> None:
    """One accepted and one refused event: every field of the real answer stands in the document."""
    schemas = described["components"]["schemas"]
    unusable = Unusable("ph", "is not a phone number", "Send it with its country code.")
    refusal = Refusal(Reason.MISSING_FIELD, "event_id", "is missing", "Send one.")
    answer = msgspec.to_builtins(results([Taken(event=event(dropped=(unusable,))), refusal]))

    assert set(answer) == set(schemas["Results"]["properties"])
    accepted, refused = answer["results"]
    assert set(accepted) == set(schemas["AcceptedResult"]["properties"])
    assert set(refused) == set(schemas["RefusedResult"]["properties"])


def test_a_tag_message_is_described_down_to_its_events(described: dict[str, Any]) -> None:
    """The door reads its events one by one, and the document still says what they are."""
    items = described["components"]["schemas"]["TagMessage"]["properties"]["events"]["items"]

    assert items == {"$ref": "#/components/schemas/TagEvent"}
    assert set(described["components"]["schemas"]["TagEvent"]["required"]) == {"event_name", "event_id", "event_time"}


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/v1/events", {"202", "400", "401", "408", "413", "429", "500", "503"}),
        ("/e", {"202", "400", "403", "408", "413", "429", "500", "503"}),
    ],
)
def test_every_status_a_door_may_answer_is_described(described: dict[str, Any], path: str, statuses: set[str]) -> None:
    """With a sentence on what it means for the sender."""
    responses = described["paths"][path]["post"]["responses"]

    assert set(responses) == statuses
    assert all(each["description"].endswith(".") for each in responses.values())


def test_the_example_command_works_as_it_is_written(tmp_path: Path) -> None:
    """Its address, headers and body, given to a running gateway with a key of the site: accepted."""
    with running_acceptor(tmp_path) as gateway:
        url, headers, body = _parts(curl(f"http://127.0.0.1:{gateway.port}"))
        answer = gateway.post_backend(json.loads(body))

    assert url == f"http://127.0.0.1:{gateway.port}/v1/events"
    assert headers == ["Authorization: Bearer $TANDEM_KEY", "Content-Type: application/json"]
    assert (answer.status, answer.results) == (
        202,
        [{"status": "accepted", "event_name": "Purchase", "event_id": "order_1001"}],
    )


def test_the_example_of_a_tag_message_is_readable(tmp_path: Path) -> None:
    """All of it but its date, which an example cannot keep fresh."""
    with running_acceptor(tmp_path) as gateway:
        answer = gateway.post_tag({**VISIT, "events": []})

    assert answer.status == 202


def _parts(command: str) -> tuple[str, list[str], str]:
    words: Iterator[str] = iter(shlex.split(command))
    url, headers, body = "", [], ""
    for word in words:
        if word.startswith("http"):
            url = word
        elif word == "-H":
            headers.append(next(words))
        elif word == "-d":
            body = next(words)
    return url, headers, body


def test_two_records_of_one_name_are_not_mixed_up() -> None:
    """A clash is an error of ours, and found by this test's neighbours before a reader trusts the wrong one."""
    one = {"components": {"schemas": {"Row": {"properties": {"a": {}}}}}}
    other = {"components": {"schemas": {"Row": {"properties": {"b": {}}}}}}

    with pytest.raises(ValueError, match="Row"):
        joined(one, other)
