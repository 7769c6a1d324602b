"""
A destination's promises.

`deliver` sends a batch in one request and says what the answer means for it. It decides nothing else: whether an event
may go is `consent`'s, when to try again is `dispatch`'s. `objection` says beforehand what the destination would refuse,
so that one event cannot sink the batch it travels in.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.ledger.outbox import Requested


class Delivered(msgspec.Struct, frozen=True, tag=True):
    """It took the whole batch."""


class Later(msgspec.Struct, frozen=True, tag=True):
    """Try the same again: it was busy, down or silent. `after` is its own wish, if it had one."""

    after: timedelta | None = None


class Never(msgspec.Struct, frozen=True, tag=True):
    """It refused the batch for what is in it: trying again will fail again."""

    detail: str


class Hold(msgspec.Struct, frozen=True, tag=True):
    """Nothing is wrong with the events: a token, a permission or a dataset must be mended first."""

    detail: str


Verdict = Delivered | Later | Never | Hold


class Delivery(msgspec.Struct, frozen=True):
    """One request, as it is remembered, and what it means."""

    request: Requested
    verdict: Verdict


class Objection(msgspec.Struct, frozen=True):
    """Why an event cannot be sent as it is, now."""

    reason: Reason
    detail: str


class Destination(Protocol):
    name: str
    """Unique, e.g. `meta:1234567890`."""
    batch: int
    """How many events one request may carry."""

    def objection(self, event: Event, now: datetime) -> Objection | None: ...

    def parcel(self, event: Event) -> Hashable:
        """Only events of one parcel may share a request."""
        ...

    async def deliver(self, events: Sequence[Event]) -> Delivery: ...
