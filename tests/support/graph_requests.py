"""The same odd events as a sender made for Meta writes them: in every form that Graph takes, alone and as a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.support.gateway import DATASET
from tests.support.odd_events import as_json, broken, crowds, rarely, spoilt

FORM = "application/x-www-form-urlencoded"
EDGE = f"/v26.0/{DATASET}/events"
SOURCES = ["website"] * 4 + ["app", "email", "physical_store", "system_generated", "other"]

Events = list[dict[str, Any]]


class Request(NamedTuple):
    path: str
    kind: str
    body: bytes


def _json(events: Events) -> Request:
    return Request(EDGE, "application/json", as_json({"data": events}))


def _strings(events: Events) -> Request:
    """As Meta's SDK for Python: a form with an array of strings."""
    return Request(EDGE, FORM, _form({"data": json.dumps([json.dumps(event) for event in events])}))


def _brackets(events: Events) -> Request:
    """As PHP: every value a field. An address without a version."""
    return Request(f"/{DATASET}/events", FORM, _form(dict(_fields("data", events))))


def _batch(events: Events) -> Request:
    """Each event in a call of its own, so that a bad one hides no other."""
    calls = [{"method": "POST", "relative_url": f"{DATASET}/events", "body": _data(event)} for event in events]
    return Request("/v26.0/", "application/json", as_json({"batch": calls}))


def _data(event: dict[str, Any]) -> str:
    return f"data={quote(json.dumps([event]))}"


def _form(fields: dict[str, str]) -> bytes:
    return urlencode(fields, errors="replace").encode()


def _fields(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from _fields(f"{name}[{key}]", each)
    elif value is not None:
        yield name, str(value)


WRITERS: list[Callable[[Events], Request]] = [_json, _strings, _brackets, _batch, _batch]


@st.composite
def graph_requests(draw: st.DrawFn, times: st.SearchStrategy[int]) -> Request:
    """Mostly sound: one bad event refuses all that come in its request."""
    source, write = draw(st.sampled_from(SOURCES)), draw(st.sampled_from(WRITERS))
    events = [event | {"action_source": source} for event in draw(crowds(times))]
    if write is _batch or draw(rarely(4)):
        events = [draw(spoilt(event, once_in=8)) for event in events]
    path, kind, body = write(events)
    return Request(path, kind, draw(broken(st.just(body))))
