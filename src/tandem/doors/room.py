"""
Is there room? Senders are asked to come back later while there is still some left, so that all that was acknowledged
can be entered into the books and its fate be written down.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tandem.config.schema import Limits
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.ballast import MEBIBYTE
from tandem.kit.signals import note

SETTLED_BYTES = 2 * 1024
"""What one unsettled entry of the journal may still need in the ledger. docs/critique.md: about 1.5 KB are usual."""

COPIES = 4
"""Times that an event may lie on the disk: in the journal's log, in the journal, in the ledger's log, in the ledger."""

AMPLE = 1.1
"""The doors open again when there is a tenth more than they need, so that they do not flutter."""

Cause = Literal["disk", "backlog"]

PROBLEMS: dict[Cause, str] = {
    "disk": "the disk is nearly full",
    "backlog": "more has been taken than is settled, and the backlog is at its limit",
}


class Measured(msgspec.Struct, frozen=True):
    """What the disk has left, in bytes, and how many entries of the journal are not in the ledger yet."""

    free: int
    unsettled: int


class Room:
    """
    Lives in the acceptor's loop. Open until it has looked. Between two looks it reckons with what it let in, so that a
    rush cannot fill the disk within a second.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._seen: Measured | None = None
        self._taken = 0
        self.closed: Cause | None = None

    def look(self, seen: Measured) -> None:
        """Decide anew, and say it when it changes."""
        self._seen, self._taken = seen, 0
        self._decide(seen)

    def enter(self) -> None:
        """Raises `Refused` while senders must wait."""
        if self.closed:
            cure = "Send it again later, with the same event_id; the operator sees why on the dashboard."
            raise Refused(Reason.NO_ROOM, "gateway", PROBLEMS[self.closed], cure)

    def take(self, size: int) -> None:
        """A request of so many bytes was let in."""
        self._taken += size * COPIES
        if self._seen and not self.closed:
            self._decide(msgspec.structs.replace(self._seen, free=self._seen.free - self._taken))

    def _decide(self, seen: Measured) -> None:
        closed = self._why(seen)
        if closed and closed != self.closed:
            note("room.closed", why=closed, free=seen.free, unsettled=seen.unsettled)
        elif self.closed and not closed:
            note("room.opened", free=seen.free, unsettled=seen.unsettled)
        self.closed = closed

    def _why(self, seen: Measured) -> Cause | None:
        margin = AMPLE if self.closed else 1.0
        needed = self._limits.disk_reserve * MEBIBYTE + seen.unsettled * SETTLED_BYTES
        if seen.free < needed * margin:
            return "disk"
        return "backlog" if seen.unsettled > self._limits.backlog / margin else None
