"""Taking what is due out of the books, for a while."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from tandem.delivery.due import Due
from tandem.delivery.lane import LEASE, Lane
from tandem.event import entry
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.kit.signals import note
from tandem.ledger.leases import Claimed

_omitted = msgspec.json.Decoder(tuple[Unusable, ...])


def claim(lane: Lane) -> list[Due]:
    """
    What goes next, oldest deadline first: a batch, or one event while the breaker tries the destination, or nothing
    while it is open, or while answers are not written down yet. Nobody else is given it until it has a fate or is given
    back.
    """
    now = lane.clock()
    if lane.stranded:
        give_back(list(lane.stranded), lane)
    limit = 0 if _must_wait(lane, now) else lane.breaker.allows(now, lane.destination.batch)
    if not limit or not lane.ledger.leases.has_due(lane.name, now):
        return []
    try:
        # Leases are worth nothing after a crash of the machine: whoever starts takes back all that was held.
        with lane.turn(synced=False):
            return _claim(lane, now, limit)
    except BaseException:
        lane.breaker.end_try()  # nothing is on its way
        raise


def _claim(lane: Lane, now: datetime, limit: int) -> list[Due]:
    rows = lane.ledger.leases.claim(
        lane.name, now, limit, owner=lane.owner, until=now + LEASE, fresh_share=lane.settings.fresh_share
    )
    due = _readable(rows, lane, now)
    if due:
        lane.breaker.try_one()
    lane.write_down()
    return due


def _must_wait(lane: Lane, now: datetime) -> bool:
    """For the books: what they do not know of yet could be claimed a second time. Or for the destination's sake."""
    return bool(lane.unwritten or lane.stranded) or lane.pace.rests(now)


def claim_late(lane: Lane, limit: int) -> list[Due]:
    """What can be sent no more, whether or not it is due and anything is sent at all."""
    now = lane.clock()
    if not lane.ledger.leases.has_late(lane.name, now):
        return []
    with lane.turn():
        rows = lane.ledger.leases.claim_late(lane.name, now, limit, owner=lane.owner, until=now + LEASE)
        return _readable(rows, lane, now)


def give_back(conversions: Iterable[int], lane: Lane) -> None:
    """
    What was claimed and has no fate yet is due again, but for what an unwritten answer tells of. If the books cannot be
    written, it is done next time.
    """
    held = set(conversions).difference(*(answered.conversions for answered in lane.unwritten))
    if not lane.ledger.leases.holds(lane.name, held, lane.owner):
        lane.stranded -= held
        return
    try:
        with lane.turn():
            lane.ledger.leases.give_back(lane.name, held, lane.owner)
            lane.write_down()
    except sqlite3.Error as error:
        lane.stranded |= held
        note("delivery.not_given_back", destination=lane.name, events=len(held), problem=str(error))
    else:
        lane.stranded -= held


def _readable(rows: Sequence[Claimed], lane: Lane, now: datetime) -> list[Due]:
    """
    The rest gets its fate: of an event that was on its way when its visitor was erased there is nothing left to send;
    one that cannot be read is a fault of ours.
    """
    due = [item for row in rows if (item := _read(row)) is not None]
    erased = {row.conversion for row in rows if row.body is None}
    lane.ledger.outbox.refuse(lane.name, [(each, Reason.ERASED, "") for each in erased], now)
    _refuse_unreadable(lane, {row.conversion for row in rows} - {item.conversion for item in due} - erased, now)
    return due


def _read(row: Claimed) -> Due | None:
    if row.body is None:
        return None
    try:
        event = entry.decode_event(row.body)
        omitted = () if row.omitted == "[]" else _omitted.decode(row.omitted)
    except msgspec.DecodeError:
        return None
    return Due(row.conversion, event, row.attempts, row.deadline, row.withdrawn_at, omitted)


def _refuse_unreadable(lane: Lane, conversions: Iterable[int], now: datetime) -> None:
    refusals = [(each, Reason.OUR_FAULT, "the event in the books cannot be read") for each in conversions]
    if refusals:
        note("delivery.event_unreadable", destination=lane.name, events=len(refusals))
        lane.ledger.outbox.refuse(lane.name, refusals, now)
