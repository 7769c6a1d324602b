"""One destination, and what it takes to serve it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import msgspec

from tandem.config.delivery import Delivery as Settings
from tandem.config.schema import Consent
from tandem.delivery.breaker import Breaker, Cause, Pause
from tandem.delivery.due import Answered
from tandem.delivery.fuse import Fuse
from tandem.delivery.pace import Pace
from tandem.destinations.contract import Destination
from tandem.kit import backoff
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.ledger.lanes import LaneState
from tandem.ledger.sqlite import SqliteLedger

LEASE = timedelta(minutes=10)
"""For how long a claim keeps others away. Far longer than a batch takes: it only ends when its holder is dead."""


class Lane:
    """What is configured and where it is written; and, in memory, how the sending stands: breaker, fuse and pace."""

    def __init__(
        self,
        *,
        destination: Destination,
        ledger: SqliteLedger,
        consent: Consent,
        clock: Clock,
        roll: backoff.Roll,
        settings: Settings | None = None,
        owner: str = "the only one",
    ) -> None:
        """`owner` is the name under which it claims rows: another for each process that serves lanes of one ledger."""
        settings = settings or Settings()
        self.name = destination.name
        self.destination = destination
        self.ledger = ledger
        self.consent = consent
        self.clock = clock
        self.roll = roll
        self.settings = settings
        self.owner = owner
        left_behind = _left_behind(ledger, destination.name)
        self.fuse = Fuse(settings.fuse, _counted(ledger, destination.name, left_behind))
        self.pace = Pace(settings.concurrency, settings.usage_ceiling)
        self.breaker = Breaker(settings.failures, roll, left_behind)
        self.stranded: set[int] = set()
        """Claimed, and neither settled nor given back because the books could not be written: given back next time."""
        self.unwritten: list[Answered] = []
        """Answers that could not be written down: `delivery.record.catch_up` does. Nothing is sent meanwhile."""
        self._told: LaneState | None = None

    @contextmanager
    def turn(self, *, synced: bool = True) -> Iterator[None]:
        """A transaction of the books. Where it fails, the fuse is as it was before, too."""
        refused, told = self.fuse.refused, self._told
        try:
            with self.ledger.turn(synced=synced):
                yield
        except BaseException:
            self.fuse.refused, self._told = refused, told
            raise

    def write_down(self) -> None:
        """How it stands, for others to read. Call inside a `turn`."""
        pause = self.breaker.pause
        state = LaneState(
            breaker=self.breaker.state,
            cause=pause.cause if pause else None,
            detail=pause.detail if pause else "",
            begun_at=pause.begun_at if pause else None,
            retry_at=pause.retry_at if pause else None,
            concurrency=self.pace.width,
            usage=self.pace.usage,
            refusals=self.fuse.refusals,
        )
        if state == self._told:
            return
        self.ledger.lanes.tell(self.name, state, self.clock())
        _say(self.name, self._told, state)
        self._told = state

    def resume(self) -> None:
        """By hand: nothing holds the sending up any more, and the fuse counts from none."""
        with self.turn():
            self.fuse.mend()
            self.breaker.close()
            self.pace.go_on()
            self.write_down()


def _say(destination: str, before: LaneState | None, now: LaneState) -> None:
    cause = before.cause if before else None
    if now.cause and now.cause != cause:
        note("delivery.paused", destination=destination, cause=now.cause, detail=now.detail)
    elif cause and not now.cause:
        note("delivery.resumed", destination=destination, was=cause)


def _left_behind(ledger: SqliteLedger, destination: str) -> Pause | None:
    """A pause that had not ended when its worker did: something may have been mended since, so one event is tried."""
    found = ledger.lanes.open_pause(destination)
    if found is None:
        return None
    return Pause(msgspec.convert(found.cause, Cause), found.detail, found.begun_at, retry_at=found.begun_at)


def _counted(ledger: SqliteLedger, destination: str, pause: Pause | None) -> tuple[int, ...]:
    """
    What the fuse of the worker before had counted. While it is blown, the events that are tried wait afterwards: there
    is nothing to count.
    """
    return () if pause is not None and pause.cause == "fuse" else ledger.lanes.refused_in_a_row(destination)
