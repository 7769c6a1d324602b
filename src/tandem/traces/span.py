"""A span as we make it: a fact that is over. `otlp` hands it to the SDK."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

Kind = Literal["internal", "server", "client", "producer", "consumer"]
"""https://opentelemetry.io/docs/specs/otel/trace/api/#spankind"""

JOURNAL = {"messaging.system": "tandem", "messaging.destination.name": "journal"}
"""https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/"""

_VERSION = re.compile("(?!ff)[0-9a-f]{2}")
_FIRST = re.compile("([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_LATER = re.compile("([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")


class Link(msgspec.Struct, frozen=True):
    """Another span that this one has to do with, maybe of another trace."""

    trace: int
    span: int


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """`attributes` hold names, numbers and states: never a value of an event, nor its id."""

    name: str
    kind: Kind
    trace: int
    id: int
    parent: int | None
    start: datetime
    end: datetime
    attributes: Mapping[str, str | int]
    links: tuple[Link, ...] = ()
    failed: bool = False


Tell = Callable[[Span], None]


def caller(traceparent: str | None) -> tuple[Link, ...]:
    """
    The span that a caller was in, from its header; none where there is none or it cannot be read:
    https://www.w3.org/TR/trace-context/#traceparent-header. What a later version adds behind is passed over.
    """
    version, _, rest = (traceparent or "").strip().partition("-")
    pattern = _FIRST if version == "00" else _LATER
    found = pattern.fullmatch(rest) if _VERSION.fullmatch(version) else None
    if found is None:
        return ()
    link = Link(int(found[1], 16), int(found[2], 16))
    return (link,) if link.trace and link.span else ()
