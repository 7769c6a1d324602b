"""The promises of whoever can be asked, and what asking can come to. Pure but for `ask`, which is handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from tandem.kit.retry_after import retry_after
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Where a source is asked, and with what."""

    url: str
    """Without a slash at its end."""
    token: Secret
    options: Mapping[str, Any] = {}
    """`[site.source.options]`, as the source itself has them."""


class Request(msgspec.Struct, frozen=True):
    """One question. With a body it is a POST. Secrets belong into the headers: addresses end up in logs."""

    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


Ask = Callable[[Request], Awaitable[Answer]]
"""Asks, not too often, and brings back whatever was answered. Raises `Later` when nothing was."""


class Row(msgspec.Struct, frozen=True):
    """One thing that was found, as the source's `read` will be given it."""

    body: bytes
    topic: str


class Page(msgspec.Struct, frozen=True):
    """Some of what was asked for."""

    rows: Sequence[Row]
    upto: datetime | None = None
    """By the source's clock: all that changed before is on this page or on one before it. None where it cannot say."""


class Unanswered(Exception):
    """The question brought nothing. The text says why, for the operator, and holds no secret and nobody's data."""


class Later(Unanswered):
    """Down, busy or silent: it will answer by itself, not before `after` where it said so."""

    def __init__(self, problem: str, after: timedelta | None = None) -> None:
        super().__init__(problem)
        self.after = after


class Denied(Unanswered):
    """Somebody must mend it: the token, its rights, the address."""


class Missing(Unanswered):
    """What was named is not there, not yet or not any more: it is tried again by itself, and holds up no other."""


class Pull(Protocol):
    """How a kind is asked for what changed since a moment."""

    home: str
    """Where it is asked unless `url` says otherwise; empty: `url` must say."""

    def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        """Oldest first; once more is harmless. Raises `Unanswered`; a body that cannot be read is `Denied`."""
        ...


class Lookup(Protocol):
    """How a kind is asked for one thing that a message named."""

    home: str

    async def find(self, told: str, access: Access, ask: Ask) -> Row:
        """`told` is what the source's `Named` held. Raises `Unanswered`."""
        ...

    def bare(self, told: str) -> Row:
        """What to tell of it when nothing was found in time, so that the event itself is not lost."""
        ...


BUSY = frozenset({408, 425, 429})


def answered(answer: Answer) -> Answer:
    """The answer, if it is one. Raises `Later` and `Denied` by its status."""
    if 200 <= answer.status < 300:
        return answer
    if answer.status in BUSY or answer.status >= 500:
        raise Later(f"it answered {answer.status}", retry_after(answer.headers))
    raise Denied(f"it answered {answer.status}: look at the url and at the rights of the token")


def unreadable(what: str) -> Denied:
    """It answered, but not with `what`."""
    return Denied(f"it answered with something that is no {what}: look at the url")
