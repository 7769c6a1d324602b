"""The three ways in which Meta's clients write a request: JSON, a form, multipart. Each may be compressed by gzip."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qs

import msgspec
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartParser,
    parse_options_header,
)

from tandem.doors.request import Scope
from tandem.event.errors import Refused
from tandem.event.extras import Envelope
from tandem.event.outcome import Reason
from tandem.sources.shape import Reader

FIELDS_LIMIT = 100
"""Fields of one form. Meta's clients send fewer than ten."""

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
GZIP = 16 + zlib.MAX_WBITS


class GraphBody(Envelope, frozen=True, kw_only=True):
    """The fields of one request. `data` is still JSON; other fields are passed over, as Graph does."""

    data: msgspec.Raw = msgspec.Raw()
    access_token: str = ""


_bodies = Reader(GraphBody, strict=False)


def parse(scope: Scope, content: bytes, limit: int) -> GraphBody:
    """`limit` is in bytes, after decompression. Raises `Refused`."""
    if (scope.headers.get("content-encoding") or "").strip().lower() == "gzip":
        content = _inflated(content, limit)
    kind, options = parse_options_header(scope.headers.get("content-type") or "")
    if kind == FORM:
        return _from_form(content)
    if kind == MULTIPART:
        return _from_multipart(content, options.get("boundary", ""))
    return _bodies.read(content)


def _inflated(content: bytes, limit: int) -> bytes:
    """A small body may hold a large one: no more than the limit is ever unpacked."""
    inflater = zlib.decompressobj(GZIP)
    try:
        inflated = inflater.decompress(content, limit + 1)
    except zlib.error:
        raise _malformed("is not what its content-encoding says") from None
    if len(inflated) > limit:
        raise Refused(Reason.TOO_LARGE, "body", f"is over {limit} bytes", "Send fewer events in one request.")
    if not inflater.eof:
        raise _malformed("is not what its content-encoding says")
    return inflated


def _from_form(content: bytes) -> GraphBody:
    try:
        fields = parse_qs(content.decode(), keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError:
        raise _malformed("is no form in UTF-8") from None
    return _from_fields({name: values[-1] for name, values in fields.items()})


def _from_multipart(content: bytes, boundary: str) -> GraphBody:
    room = len(content) + 1
    try:
        parser = MultipartParser(
            io.BytesIO(content), boundary, part_limit=FIELDS_LIMIT, spool_limit=room, memory_limit=room
        )
        return _from_fields({part.name: part.raw.decode() for part in parser})
    except (MultipartError, ValueError):
        raise _malformed("is no multipart form in UTF-8") from None


def _from_fields(fields: Mapping[str, str]) -> GraphBody:
    said = {name: fields[name] for name in (*Envelope.__struct_fields__, "access_token") if fields.get(name)}
    return GraphBody(data=msgspec.Raw(fields.get("data", "").encode()), **said)


def _malformed(problem: str) -> Refused:
    return Refused(Reason.MALFORMED, "body", problem, "Send JSON, a form, or a multipart form, as Meta's SDKs do.")
