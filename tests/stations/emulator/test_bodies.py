"""A batch may be written in every way that Meta's own clients write it."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlencode

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, TOKEN, Answer, ask, purchase, send

BOUNDARY = "a-boundary"
EVENT = purchase()
AS_OBJECTS = json.dumps([EVENT])
AS_STRINGS = json.dumps([json.dumps(EVENT)])


def multipart(**fields: str) -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def as_json(data: str) -> bytes:
    return f'{{"data": {data}, "access_token": "{TOKEN}"}}'.encode()


BODIES = {
    "json": ("application/json", lambda data: f'{{"data": {data}, "access_token": "{TOKEN}"}}'.encode()),
    "json without a content type": (
        "text/plain",
        lambda data: f'{{"data": {data}, "access_token": "{TOKEN}"}}'.encode(),
    ),
    "json with data as text": (
        "application/json",
        lambda data: json.dumps({"data": data, "access_token": TOKEN}).encode(),
    ),
    "form": (
        "application/x-www-form-urlencoded",
        lambda data: urlencode({"data": data, "access_token": TOKEN}).encode(),
    ),
    "multipart": (f"multipart/form-data; boundary={BOUNDARY}", lambda data: multipart(data=data, access_token=TOKEN)),
}


def post(meta: MetaEmulator, body: bytes, **headers: str) -> Answer:
    return ask(f"{meta.url}/v26.0/{DATASET}/events", body, **headers)


@pytest.mark.parametrize("data", [AS_OBJECTS, AS_STRINGS], ids=["objects", "strings"])
@pytest.mark.parametrize("encoding", BODIES)
def test_an_event_arrives_whole_in_every_encoding(meta: MetaEmulator, encoding: str, data: str) -> None:
    """Objects or JSON strings, in JSON, a form or multipart: the same event is received."""
    content_type, write = BODIES[encoding]
    answer = post(meta, write(data), Content_Type=content_type)
    assert answer.status == 200, answer.body
    assert [event["raw"] for event in meta.received()] == [EVENT]


def test_a_gzipped_body_is_read(meta: MetaEmulator) -> None:
    """A sender may compress: Content-Encoding gzip."""
    body = gzip.compress(json.dumps({"data": [EVENT], "access_token": TOKEN}).encode())
    answer = post(meta, body, Content_Type="application/json", Content_Encoding="gzip")
    assert answer.json()["events_received"] == 1


def test_a_body_that_only_claims_to_be_gzipped_is_refused(meta: MetaEmulator) -> None:
    """A broken compression is the sender's fault: 400, not a crash."""
    answer = post(meta, b"not gzip", Content_Type="application/json", Content_Encoding="gzip")
    assert answer.status == 400


@pytest.mark.parametrize("where", ["query", "header", "body"])
def test_the_token_is_found_wherever_meta_takes_it(meta: MetaEmulator, where: str) -> None:
    """As a query parameter, a bearer header, or a field of the body."""
    query = f"?access_token={TOKEN}" if where == "query" else ""
    body = {"data": [EVENT]} | ({"access_token": TOKEN} if where == "body" else {})
    headers = {"Authorization": f"Bearer {TOKEN}"} if where == "header" else {}
    url = f"{meta.url}/v26.0/{DATASET}/events{query}"
    assert ask(url, json.dumps(body).encode(), Content_Type="application/json", **headers).status == 200


def test_the_answer_to_a_good_batch_is_the_documented_one(meta: MetaEmulator) -> None:
    """events_received counts the batch, messages is empty, and there is a trace to quote."""
    answer = send(meta, purchase(event_id="a"), purchase(event_id="b")).json()
    assert answer["fbtrace_id"].startswith("A")
    assert {**answer, "fbtrace_id": ""} == {"events_received": 2, "messages": [], "fbtrace_id": ""}
