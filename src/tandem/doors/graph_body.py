"""The three ways in which Meta's clients write a request: JSON, a form, multipart. Each may be compressed by gzip."""

from __future__ import annotations

import io
import zlib
from urllib.parse import parse_qsl

import msgspec
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartParser,
    ParserLimitReached,
    parse_options_header,
)

from tandem.doors import graph_form
from tandem.doors.graph_form import Pairs
from tandem.doors.request import Scope
from tandem.event.errors import Refused
from tandem.event.extras import Envelope
from tandem.event.outcome import Reason
from tandem.sources.shape import Reader

FIELDS_LIMIT = 20_000
"""Fields of one form. Meta's own clients send fewer than ten; with brackets every value of every event is one."""

PARTS_LIMIT = 1_000
"""Fields of a multipart form, which cost far more to read."""

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
GZIP = 16 + zlib.MAX_WBITS


class GraphBody(Envelope, frozen=True, kw_only=True):
    """The fields of one request. `data` and `batch` are still JSON; others are passed over, as Graph does."""

    data: msgspec.Raw = msgspec.Raw()
    batch: msgspec.Raw = msgspec.Raw()
    include_headers: bool = True
    access_token: str = ""


_bodies = Reader(GraphBody, strict=False)


def parse(scope: Scope, content: bytes, limit: int) -> GraphBody:
    """`limit` is in bytes, after decompression. Raises `Refused`."""
    if (scope.headers.get("content-encoding") or "").strip().lower() == "gzip":
        content = _inflated(content, limit)
    kind, options = parse_options_header(scope.headers.get("content-type") or "")
    if kind == FORM:
        return from_form(content)
    if kind == MULTIPART:
        return _from_multipart(content, options.get("boundary", ""))
    return from_json(content)


def from_json(content: bytes) -> GraphBody:
    """Raises `Refused`."""
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


def from_form(content: bytes) -> GraphBody:
    """`data=…&access_token=…`. Raises `Refused`."""
    if content.count(b"&") >= FIELDS_LIMIT:
        raise _too_many(FIELDS_LIMIT)
    try:
        return _from_fields(parse_qsl(content.decode(), keep_blank_values=True))
    except ValueError:
        raise _malformed("is no form in UTF-8") from None


def _from_multipart(content: bytes, boundary: str) -> GraphBody:
    room = len(content) + 1
    try:
        parser = MultipartParser(
            io.BytesIO(content), boundary, part_limit=PARTS_LIMIT, spool_limit=room, memory_limit=room
        )
        return _from_fields([(part.name, part.raw.decode()) for part in parser])
    except ParserLimitReached:
        raise _too_many(PARTS_LIMIT) from None
    except (MultipartError, ValueError):
        raise _malformed("is no multipart form in UTF-8") from None


def _from_fields(pairs: Pairs) -> GraphBody:
    fields = dict(pairs)
    said = {name: fields[name] for name in (*Envelope.__struct_fields__, "access_token") if fields.get(name)}
    return GraphBody(
        data=graph_form.json_of("data", pairs),
        batch=graph_form.json_of("batch", pairs),
        include_headers=fields.get("include_headers") not in ("false", "0"),
        **said,
    )


def _too_many(limit: int) -> Refused:
    cure = "Send data as one field, its events in JSON; or fewer events in one request."
    return Refused(Reason.TOO_LARGE, "body", f"holds more than {limit:,} fields", cure)


def _malformed(problem: str) -> Refused:
    return Refused(Reason.MALFORMED, "body", problem, "Send JSON, a form, or a multipart form, as Meta's SDKs do.")
