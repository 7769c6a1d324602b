"""
Writing down what an answer means: the fates, the breaker, the fuse and the pace, in one transaction.

Where the books cannot be written, the answer is kept until they can be: what a destination took is not sent again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from tandem.delivery.claim import give_back
from tandem.delivery.due import Answered, Due
from tandem.delivery.lane import Lane
from tandem.delivery.search import remaining
from tandem.destinations.contract import Delivered, Delivery, Hold, Later, Never
from tandem.kit import backoff
from tandem.kit.signals import note
from tandem.kit.sql import is_storage_fault


def record(part: Sequence[Due], delivery: Delivery, lane: Lane) -> None:
    """The answer is on disk when this returns, or it is among the lane's unwritten ones."""
    answered = Answered(part, delivery, lane.clock())
    _hear(answered, lane)
    try:
        _write(answered, lane)
    except sqlite3.Error as error:
        _keep(answered, error, lane)
        note("delivery.unwritten", destination=lane.name, events=len(part), problem=str(error))
    _tell(len(part), delivery)


def catch_up(lane: Lane) -> None:
    """Write down what could not be written when it was answered. What still cannot waits for the next turn."""
    while lane.unwritten:
        answered = lane.unwritten.pop(0)
        try:
            _write(answered, lane)
        except sqlite3.Error as error:
            _keep(answered, error, lane)
            return
        give_back(answered.conversions, lane)  # those of a part that was to be halved


def _keep(answered: Answered, error: sqlite3.Error, lane: Lane) -> None:
    """Raises what no waiting will mend: then the events are given back, and the lane rests before it sends again."""
    if is_storage_fault(error):
        lane.unwritten.insert(0, answered)
        return
    lane.stranded.update(answered.conversions)
    lane.pace.rest(answered.at)
    raise error


def _hear(answered: Answered, lane: Lane) -> None:
    """What an answer means for the sending, once, whether or not it can be written down."""
    delivery = answered.delivery
    if delivery.request.status is not None:
        lane.pace.told(delivery.usage.percent, answered.at)
    if isinstance(delivery.verdict, Later):
        lane.pace.failed()
    elif isinstance(delivery.verdict, Delivered):
        lane.pace.went_well()
    lane.breaker.heard(delivery.verdict, delivery.usage, answered.at)


def _write(answered: Answered, lane: Lane) -> None:
    with lane.turn():
        lane.ledger.outbox.remember(answered.delivery.request, answered.conversions)
        _settle(answered, lane)
        _blow(lane, answered.at)
        lane.write_down()


def _settle(answered: Answered, lane: Lane) -> None:
    conversions, now = answered.conversions, answered.at
    match answered.delivery.verdict:
        case Delivered():
            lane.ledger.outbox.deliver(lane.name, conversions, now)
            lane.fuse.mend()
        case Never() as never if len(conversions) == 1:
            _refuse(answered.part[0], never, lane, now)
        case Never():
            pass  # halved: each half brings a verdict of its own
        case Hold():
            lane.ledger.leases.give_back(lane.name, conversions, lane.owner)
        case Later(after=after):
            tries = min(item.attempts for item in answered.part) + 1
            wait = max(after or timedelta(), backoff.wait(tries, lane.roll))
            lane.ledger.outbox.postpone(lane.name, conversions, now + wait)


def _refuse(item: Due, never: Never, lane: Lane, now: datetime) -> None:
    """For good, unless it is tried without what the refusal blames, or the fuse says that we are at fault."""
    lighter = remaining([item], never)
    if lighter:
        keys = msgspec.json.encode(lighter[0][0].omitted).decode()
        lane.ledger.outbox.omit(lane.name, item.conversion, keys)
        return
    lane.fuse.count(item.conversion)
    if lane.breaker.is_fuse:
        # It was the one event that tried whether the rest may go. Another one is next.
        lane.ledger.outbox.postpone(lane.name, [item.conversion], now + backoff.CEILING)
        return
    lane.ledger.outbox.refuse(lane.name, [(item.conversion, never.reason, never.detail)], now)


def _blow(lane: Lane, now: datetime) -> None:
    """Too many refused in a row: they wait again, and the lane stands still."""
    if lane.fuse.is_blown and (lane.breaker.pause is None or lane.breaker.is_fuse):
        lane.breaker.blow(lane.fuse.refusals, now)
        lane.ledger.outbox.revive(lane.name, lane.fuse.mend(), now)


def _tell(events: int, delivery: Delivery) -> None:
    note(
        "delivery.answered",
        level="info" if isinstance(delivery.verdict, Delivered) else "warning",
        destination=delivery.request.destination,
        events=events,
        verdict=delivery.request.verdict,
        status=delivery.request.status,
        took_ms=delivery.request.took // 1000,
        bytes=delivery.request.size,
    )
