"""Taking what is due out of the books, for a while."""

from __future__ import annotations

from datetime import datetime

import msgspec
import structlog

from tandem.delivery.lane import LEASE, Lane
from tandem.event import entry
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.ledger.leases import Claimed

log = structlog.get_logger()

_omitted = msgspec.json.Decoder(tuple[Unusable, ...])


class Due(msgspec.Struct, frozen=True):
    """One event that is due and ours to send: ask `consent.at_release` before you do."""

    conversion: int
    event: Event
    attempts: int
    deadline: datetime
    withdrawn_at: datetime | None = None
    omitted: tuple[Unusable, ...] = ()
    """Keys that the destination objected to: it is not sent them again."""


def claim(lane: Lane, limit: int) -> list[Due]:
    """What goes next, oldest deadline first. Nobody else is given it until it has a fate or is given back."""
    name, now = lane.destination.name, lane.clock()
    with lane.ledger.turn():
        rows = lane.ledger.leases.claim(name, now, limit, owner=lane.owner, until=now + LEASE)
        due = [_read(row) for row in rows]
        broken = [row.conversion for row, item in zip(rows, due, strict=True) if item is None]
        if broken:
            log.error("delivery.event_unreadable", destination=name, events=len(broken))
            detail = "the event in the books cannot be read"
            lane.ledger.outbox.refuse(name, [(each, Reason.OUR_FAULT, detail) for each in broken], now)
    return [item for item in due if item is not None]


def _read(row: Claimed) -> Due | None:
    if row.body is None:
        return None
    try:
        event, omitted = entry.decode_event(row.body), _omitted.decode(row.omitted)
    except msgspec.DecodeError:
        return None
    return Due(row.conversion, event, row.attempts, row.deadline, row.withdrawn_at, omitted)
