"""The same request in every form that Meta's clients write."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.doors.graph_body import FORM, GraphBody, parse
from tandem.event.errors import Refused
from tandem.event.outcome import Reason

LIMIT = 10_000
BOUNDARY = "a-boundary"


class Headed:
    """The part of a request that the reader looks at."""

    method, path, client, query_string = "POST", "/", "", ""

    def __init__(self, **headers: str) -> None:
        self.headers: Any = {name.replace("_", "-"): value for name, value in headers.items()}


def as_json(fields: Mapping[str, str]) -> tuple[str, bytes]:
    return "application/json", json.dumps({**fields, "data": json.loads(fields["data"])}).encode()


def as_form(fields: Mapping[str, str]) -> tuple[str, bytes]:
    return f"{FORM}; charset=utf-8", urlencode(fields).encode()


def as_multipart(fields: Mapping[str, str]) -> tuple[str, bytes]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return f'multipart/form-data; boundary="{BOUNDARY}"', "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def told(body: GraphBody) -> tuple[Any, str, str | None]:
    return json.loads(bytes(body.data)), body.access_token, body.partner_agent


words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=12)


@given(events=st.lists(st.dictionaries(words, words, max_size=3), max_size=3), token=words, agent=words)
def test_a_request_says_the_same_in_every_form(events: list[dict[str, str]], token: str, agent: str) -> None:
    """JSON, a form, a multipart form."""
    fields = {"data": json.dumps(events), "access_token": token, "partner_agent": agent, "trace": "7"}
    for written in (as_json, as_form, as_multipart):
        kind, content = written(fields)
        assert told(parse(Headed(content_type=kind), content, LIMIT)) == (events, token, agent)


def test_a_body_without_a_type_is_json() -> None:
    assert told(parse(Headed(), b'{"data": [], "access_token": "k"}', LIMIT)) == ([], "k", None)


def test_a_compressed_body_is_read() -> None:
    content = gzip.compress(b'{"data": [], "access_token": "k"}')
    assert told(parse(Headed(content_encoding="gzip"), content, LIMIT)) == ([], "k", None)


def test_a_small_body_that_unpacks_to_a_large_one_is_refused() -> None:
    """A megabyte of blanks is a thousand bytes of gzip."""
    content = gzip.compress(b" " * 1_000_000)
    assert len(content) < LIMIT
    with pytest.raises(Refused) as caught:
        parse(Headed(content_encoding="gzip"), content, LIMIT)
    assert caught.value.refusal.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"content_encoding": "gzip"}, b"not gzip"),
        ({"content_encoding": "gzip"}, gzip.compress(b'{"data": []}')[:-6]),
        ({"content_type": FORM}, b"data=%ff&x=\xff"),
        ({"content_type": "multipart/form-data"}, b"data"),
        ({"content_type": f"multipart/form-data; boundary={BOUNDARY}"}, b"--a-boundary\r\nbroken"),
        ({"content_type": "application/json"}, b'{"data": '),
    ],
    ids=["no gzip", "half a gzip", "no UTF-8", "no boundary", "half a part", "half a document"],
)
def test_a_body_that_cannot_be_read_is_the_senders_fault(headers: dict[str, str], content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse(Headed(**headers), content, LIMIT)
    assert caught.value.refusal.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FORM, b"&".join(b"a=1" for _ in range(20_001))),
        as_multipart({f"data[{number}]": "x" for number in range(1_001)}),
    ],
    ids=["a form", "multipart"],
)
def test_a_form_of_too_many_fields_is_refused_as_too_large(kind: str, content: bytes) -> None:
    """Each field costs time to read; the sender is told to write data as one."""
    with pytest.raises(Refused, match="fields") as caught:
        parse(Headed(content_type=kind), content, 10 * len(content))
    assert caught.value.refusal.reason is Reason.TOO_LARGE


@given(content=st.binary(max_size=200), kind=st.sampled_from([FORM, f"multipart/form-data; boundary={BOUNDARY}", "x"]))
def test_no_body_whatever_is_our_fault(content: bytes, kind: str) -> None:
    """Read or refused; nothing else is raised."""
    with suppress(Refused):
        parse(Headed(content_type=kind), content, LIMIT)
