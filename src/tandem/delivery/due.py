"""One event that is due at one destination."""

from __future__ import annotations

from datetime import datetime

import msgspec

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
