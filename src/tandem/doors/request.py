"""What a door is asked, within limits."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable
from typing import Protocol

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.deadline import Deadline


class Headers(Protocol):
    """Header lines by name in lower case: the first of that name, or all of them."""

    def get(self, name: str, default: str | None = None, /) -> str | None: ...
    def get_all(self, name: str, /) -> list[str]: ...
    def items(self) -> list[tuple[str, str]]: ...


class Scope(Protocol):
    """The part of granian's RSGI scope that we read."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def client(self) -> str: ...
    @property
    def headers(self) -> Headers: ...


class Body(Protocol):
    """The part of granian's RSGI protocol that brings the body."""

    def __call__(self) -> Awaitable[bytes]: ...
    def __aiter__(self) -> AsyncIterable[bytes]: ...


async def read_body(scope: Scope, body: Body, limit: int, seconds: float) -> bytes:
    """The whole body. Raises `Refused` over `limit` bytes, or when the sender takes longer than `seconds`."""
    announced = scope.headers.get("content-length")
    if announced is not None and int(announced) > limit:
        raise _too_large(limit)
    try:
        with Deadline(seconds):
            return await (body() if announced is not None else _counted(body, limit))
    except TimeoutError:
        cure = "Send the request in one go, or raise limits.body-seconds."
        raise Refused(Reason.TOO_SLOW, "body", f"did not arrive within {seconds:g} s", cure) from None


async def _counted(body: Body, limit: int) -> bytes:
    """A body of unannounced length, given up as soon as it is over the limit."""
    parts: list[bytes] = []
    size = 0
    async for part in body:  # type: ignore[attr-defined]
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


def _too_large(limit: int) -> Refused:
    cure = "Send fewer events in one request."
    return Refused(Reason.TOO_LARGE, "body", f"is over {limit} bytes", cure)
