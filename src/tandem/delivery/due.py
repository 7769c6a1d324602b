"""One event that is due at one destination, and an answer that some of them got."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tandem.destinations.contract import Delivery
from tandem.event.model import Event
from tandem.event.person import Unusable


class Due(msgspec.Struct, frozen=True):
    """One event that is due and ours to send: ask `consent.at_release` before you do."""

    conversion: int
    event: Event
    attempts: int
    deadline: datetime
    withdrawn_at: datetime | None = None
    omitted: tuple[Unusable, ...] = ()
    """Keys that the destination objected to: it is not sent them again."""


class Answered(msgspec.Struct, frozen=True):
    """One request's answer, heard at that moment: what is to be written down of the events it carried."""

    part: Sequence[Due]
    delivery: Delivery
    at: datetime

    @property
    def conversions(self) -> list[int]:
        return [item.conversion for item in self.part]
