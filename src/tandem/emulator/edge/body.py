"""
The three ways a batch is written: JSON, form, multipart. In each, `data` is an array whose elements are objects or
strings that hold an object (Meta's own Python library sends the latter).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec
from aiohttp import web

from tandem.emulator.received import Refused
from tandem.emulator.rules import Limits

ENCODING_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)


_array = msgspec.json.Decoder(list[msgspec.Raw])
_string = msgspec.json.Decoder(str)


class Body(msgspec.Struct, frozen=True):
    """The parameters of one request. `data` is raw JSON; empty when absent."""

    data: msgspec.Raw = msgspec.Raw()
    access_token: str = ""
    appsecret_proof: str = ""
    test_event_code: str | None = None
    partner_agent: str | None = None


async def read_body(request: web.Request) -> Body:
    """Read and parse the body. Raises `Refused`."""
    try:
        return await _parse(request)
    except web.HTTPRequestEntityTooLarge:
        raise Refused("body_malformed", problem="it is larger than the emulator takes") from None
    except web.RequestPayloadError as problem:
        raise Refused("body_malformed", problem=f"its content encoding is broken ({problem})") from None
    except ENCODING_ERRORS as problem:
        raise Refused("body_malformed", problem=str(problem)) from None


async def _parse(request: web.Request) -> Body:
    if request.content_type == "multipart/form-data":
        return _from_fields({name: str(value) for name, value in (await request.post()).items()})
    content = await request.read()
    if request.content_type == "application/x-www-form-urlencoded":
        fields = parse_qs(content.decode(), keep_blank_values=True, max_num_fields=1_000)
        return _from_fields({name: values[-1] for name, values in fields.items()})
    return msgspec.json.decode(content, type=Body)


def _from_fields(fields: Mapping[str, str]) -> Body:
    return Body(
        msgspec.Raw(fields.get("data", "").encode()),
        fields.get("access_token", ""),
        fields.get("appsecret_proof", ""),
        fields.get("test_event_code"),
        fields.get("partner_agent"),
    )


def elements(data: msgspec.Raw, limits: Limits) -> list[bytes]:
    """The elements of `data`, each as the raw JSON of one event. Raises `Refused`: unreadable, none, too many."""
    if not data:
        raise Refused("data_missing")
    try:
        found = [_unquoted(element) for element in _array.decode(_unquoted(data))]
    except ENCODING_ERRORS as problem:
        raise Refused("body_malformed", problem=str(problem)) from None
    if len(found) > limits.events_per_request:
        raise Refused("too_many_events", count=str(len(found)), limit=str(limits.events_per_request))
    if not found:
        raise Refused("data_missing")
    return found


def _unquoted(written: msgspec.Raw) -> bytes:
    """JSON, or JSON inside a JSON string."""
    content = bytes(written)
    return _string.decode(content).encode() if content[:1] == b'"' else content
