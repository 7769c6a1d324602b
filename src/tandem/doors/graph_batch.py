"""
POST / or POST /{version}/ with `batch`: several requests in one, each answered for itself, in their order.

Source: https://developers.facebook.com/docs/graph-api/batch-requests
"""

from __future__ import annotations

import re

import msgspec

from tandem.doors import graph_body, graph_door, graph_reply
from tandem.doors.graph_body import GraphBody
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Reply, json_reply
from tandem.doors.request import Body, Scope
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.sources.shape import Reader

MOST = 50
"""Requests in one batch, as at Meta."""

OTHER_METHODS = ("GET", "PUT", "DELETE")
"""What Meta takes at other edges."""

_ROOT = re.compile(r"/(?:v\d{1,3}\.\d{1,3}/?)?(?:me/?)?", re.ASCII)


class Call(msgspec.Struct, frozen=True):
    """One request of a batch. What says how requests depend on each other is passed over: they go one by one."""

    relative_url: str
    method: str = "GET"
    body: str = ""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of one request. `body` is text, which holds JSON."""

    code: int
    body: str
    headers: list[dict[str, str]] | None = None


_calls = Reader(list[Call], strict=False)
_text = Reader(str)


def is_root(path: str) -> bool:
    """Whether Meta takes batches at this path. The calls in it name their own."""
    return _ROOT.fullmatch(path) is not None


async def post(scope: Scope, body: Body, hall: Hall) -> Reply:
    try:
        told, entrance = await graph_door.read(scope, body, hall)
        calls = split(told.batch)
    except Refused as refused:
        return graph_door.turned_away(refused, hall)
    replies = [await _answer(call, entrance, hall) for call in calls]
    return json_reply(200, [_told(reply, headers=told.include_headers) for reply in replies])


def split(batch: msgspec.Raw) -> list[Call]:
    """The requests of a batch: an array, or a string that holds one. Raises `Refused`."""
    content = bytes(batch).strip()
    cure = f"Send batch, an array of 1 to {MOST} requests; or POST events to /v26.0/{{dataset}}/events."
    if not content:
        raise Refused(Reason.MISSING_FIELD, "batch", "is missing", cure)
    try:
        calls = _calls.read(_text.read(content).encode() if content[:1] == b'"' else content)
    except Refused as refused:
        told = refused.refusal
        place = f"batch{told.field}" if told.field.startswith("[") else "batch"
        raise Refused(told.reason, place, told.problem, cure) from None
    if not 1 <= len(calls) <= MOST:
        raise Refused(Reason.TOO_LARGE, "batch", f"holds {len(calls)} requests", cure)
    return calls


async def _answer(call: Call, entrance: Entrance, hall: Hall) -> Reply:
    """A fault in one costs none of the others. A key of its own goes before the one that they share."""
    path, _, query = call.relative_url.lstrip("/").partition("?")
    dataset = graph_door.dataset_of(f"/{path}")
    if dataset is None:
        cure = "The gateway takes POST to {dataset}/events."
        return graph_reply.failure("unsupported_method", "relative_url", "is no edge of the gateway", cure)
    if call.method != "POST":
        return graph_door.other_method(call.method if call.method in OTHER_METHODS else "this method")
    try:
        told = _read(call.body)
        own = graph_door.token_in(query) or told.access_token
        entrance = graph_door.let_in(own, hall) if own else entrance
    except Refused as refused:
        return graph_door.turned_away(refused, hall, entrance.site.name)
    return await graph_door.take(told, entrance, hall, dataset)


def _read(body: str) -> GraphBody:
    """A form, as Meta's SDKs write it, or JSON."""
    content = body.encode(errors="replace")
    return graph_body.from_json(content) if content.lstrip()[:1] == b"{" else graph_body.from_form(content)


def _told(reply: Reply, *, headers: bool) -> Answer:
    named = [{"name": name, "value": value} for name, value in reply.headers]
    return Answer(reply.status, reply.body.decode(), named if headers else None)
