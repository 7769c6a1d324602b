"""What no answer brings about: deadlines that pass while nothing is sent, and destinations that are no longer there."""

from __future__ import annotations

from datetime import timedelta

from tandem.delivery.claim import claim_late, give_back
from tandem.delivery.lane import Lane
from tandem.delivery.release import release
from tandem.event.outcome import Reason
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.ledger.sqlite import SqliteLedger

NEAR = timedelta(days=2)
"""How long before its deadline an event is warned of: on the fifth of Meta's seven days."""

BITE = 1_000
"""Rows given up in one transaction."""


def refuse_late(lane: Lane) -> int:
    """Events whose deadline has passed get their fate, also while the destination is left alone; returns how many."""
    late = claim_late(lane, BITE)
    try:
        release(late, lane)
    finally:
        give_back([item.conversion for item in late], lane)
    return len(late)


def warn_of_deadlines(lane: Lane) -> int:
    """How many events become unsendable within two days; said in the log when there are any."""
    near = lane.ledger.lanes.near_deadline(lane.name, lane.clock() + NEAR)
    if near:
        pause = lane.breaker.pause
        note("delivery.deadline_near", destination=lane.name, events=near, cause=pause.cause if pause else None)
    return near


def refuse_removed(ledger: SqliteLedger, grace: timedelta, clock: Clock) -> int:
    """What is owed to a destination that has been missing in the settings for `grace` is given up, bite by bite."""
    now = clock()
    given_up = 0
    for name in ledger.lanes.removed(now - grace):
        with ledger.turn():
            rows = ledger.leases.claim(name, now + timedelta(days=3650), BITE, owner="nobody", until=now)
            refusals = [(row.conversion, Reason.DESTINATION_REMOVED, "") for row in rows]
            ledger.outbox.refuse(name, refusals, now)
        given_up += len(rows)
        if rows:
            note("delivery.destination_removed", destination=name, events=len(rows))
    return given_up
