"""What a turn wrote down, told to whoever watches the books: once it is on disk, and not at all if it is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from tandem.kit.clock import Clock


class Arrived(msgspec.Struct, frozen=True):
    """A message was entered into a conversion. The rest is what the message itself said."""

    conversion: int
    entry: int
    site: str
    event_name: str
    event_id: str
    order_id: str | None
    source: str
    received_at: datetime
    again: bool
    """The conversion was known before."""


class Sent(msgspec.Struct, frozen=True):
    """A request was answered, or given up: its row, and what it carried."""

    request: int
    conversions: tuple[int, ...]


class Refused(msgspec.Struct, frozen=True):
    """These were to go no further from then on. Rows that had a fate before kept it."""

    destination: str
    conversions: tuple[int, ...]
    settled_at: datetime


News = Arrived | Sent | Refused


class Noted(msgspec.Struct, frozen=True):
    """One piece of news, and when the turn came to it."""

    at: datetime
    news: News


Watcher = Callable[[Sequence[Noted], datetime], None]
"""Is told the news of one turn, and when it was on disk. It neither waits nor fails."""


class Announcements:
    """The news of the turn that is under way. Where nobody watches, none is `wanted`."""

    def __init__(self, watcher: Watcher | None, clock: Clock) -> None:
        self.wanted = watcher is not None
        self._watcher = watcher
        self._clock = clock
        self._noted: list[Noted] = []

    def note(self, news: News) -> None:
        self._noted.append(Noted(self._clock(), news))

    @contextmanager
    def of_turn(self) -> Iterator[None]:
        """Around a transaction: what it brought is told when it is on disk."""
        with self.of_part():
            yield
        noted, self._noted = self._noted, []
        if noted and self._watcher:
            self._watcher(noted, self._clock())

    @contextmanager
    def of_part(self) -> Iterator[None]:
        """Around what is done whole or not at all: where it fails, there is nothing to tell of it."""
        before = len(self._noted)
        try:
            yield
        except BaseException:
            del self._noted[before:]
            raise
