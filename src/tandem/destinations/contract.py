"""
A destination's promises.

`deliver` sends a batch in one request and says what the answer means for it. It decides nothing else: whether an event
may go is `consent`'s, when to try again is `dispatch`'s. `objection` says beforehand what the destination would refuse,
so that one event cannot sink the batch it travels in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.ledger.outbox import Requested

Mend = Literal["token", "permission", "dataset", "version"]
"""What an operator has to mend before anything can be sent."""


class Delivered(msgspec.Struct, frozen=True, tag=True):
    """It took the whole batch."""


class Later(msgspec.Struct, frozen=True, tag=True):
    """Try the same again: it was busy, down or silent, or our allowance is used up. `after` is its own wish, if any."""

    after: timedelta | None = None
    cause: Literal["down", "limit"] = "down"


class Never(msgspec.Struct, frozen=True, tag=True):
    """It refused the batch for what is in it: trying again will fail again."""

    detail: str
    drops: tuple[str, ...] = ()
    """Keys of the person that it blames: a lone event is worth another try without them."""
    reason: Reason = Reason.REJECTED
    too_large: bool = False
    """Nothing is wrong with any of them: all at once they are too much."""


class Hold(msgspec.Struct, frozen=True, tag=True):
    """Nothing is wrong with the events: something must be mended first."""

    detail: str
    mend: Mend = "permission"


Verdict = Delivered | Later | Never | Hold


class Usage(msgspec.Struct, frozen=True):
    """How much of our allowance is used, as the destination says: per cent, and when there will be more of it."""

    percent: int = 0
    regain: timedelta | None = None


class Delivery(msgspec.Struct, frozen=True):
    """One request, as it is remembered, and what it means."""

    request: Requested
    verdict: Verdict
    usage: Usage = Usage()


class Objection(msgspec.Struct, frozen=True):
    """Why an event cannot be sent as it is, now."""

    reason: Reason
    detail: str


class Platform(msgspec.Struct, frozen=True):
    """What settling must know of a destination before there is anything to send, by the first part of its name."""

    deadline: Callable[[Event], datetime]
    """From when on it takes an event no more."""
    variants: frozenset[str] = frozenset()
    """The fields of `Person` that it compares, beside those that Meta does: `identity.variants`."""
    takes_adjustments: bool = False
    """
    Whether it wants to hear that a sale it was told of is worth less now, or is none: `orders.adjustment` says how it
    is told. Meta does not: https://developers.facebook.com/docs/marketing-api/conversions-api has no such event, and a
    Purchase of a negative value is refused.
    """


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
