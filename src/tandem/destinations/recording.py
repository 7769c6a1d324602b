"""
A destination for tests, shipped so that they need no mocks: it takes what it is given, adjustments too, and remembers
it. No setting leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta

from tandem.destinations.contract import Delivered, Delivery, Objection
from tandem.event.model import Event
from tandem.ledger.outbox import Requested

AGE_LIMIT = timedelta(days=90)


def deadline(event: Event) -> datetime:
    return event.event_time + AGE_LIMIT


class RecordingDestination:
    """Takes everything."""

    batch = 100

    def __init__(self, number: str, clock: Callable[[], datetime]) -> None:
        self.name = f"recording:{number}"
        self.taken: list[Event] = []
        self._clock = clock

    def objection(self, event: Event, now: datetime) -> Objection | None:
        return None

    def parcel(self, event: Event) -> Hashable:
        return None

    async def deliver(self, events: Sequence[Event]) -> Delivery:
        self.taken += events
        request = Requested(
            destination=self.name, sent_at=self._clock(), took=0, status=200, verdict="delivered", answer=""
        )
        return Delivery(request, Delivered())
