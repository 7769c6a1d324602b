"""Writing down what an answer means: the fates, the breaker, the fuse and the pace, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.delivery.search import remaining
from tandem.destinations.contract import Delivered, Delivery, Hold, Later, Never
from tandem.kit import backoff

log = structlog.get_logger()


def record(part: Sequence[Due], delivery: Delivery, lane: Lane) -> None:
    """The answer is on disk when this returns. If it cannot be written, the lane rests: all of it is sent again."""
    now = lane.clock()
    try:
        with lane.ledger.turn():
            lane.ledger.outbox.remember(delivery.request, [item.conversion for item in part])
            _settle(part, delivery, lane, now)
            _adapt(delivery, lane, now)
            lane.write_down()
    except sqlite3.Error:
        lane.pace.rest(now)
        raise
    _tell(len(part), delivery)


def _settle(part: Sequence[Due], delivery: Delivery, lane: Lane, now: datetime) -> None:
    conversions = [item.conversion for item in part]
    match delivery.verdict:
        case Delivered():
            lane.ledger.outbox.deliver(lane.name, conversions, now)
            lane.fuse.mend()
        case Never() as never if len(part) == 1:
            _refuse(part[0], never, lane, now)
        case Never():
            pass  # halved: each half brings a verdict of its own
        case Hold():
            lane.ledger.leases.give_back(lane.name, conversions, lane.owner)
        case Later(after=after):
            tries = min(item.attempts for item in part) + 1
            wait = max(after or timedelta(), backoff.wait(tries, lane.roll))
            lane.ledger.outbox.postpone(lane.name, conversions, now + wait)


def _refuse(item: Due, never: Never, lane: Lane, now: datetime) -> None:
    """For good, unless it is tried without what the refusal blames, or the fuse says that we are at fault."""
    lighter = remaining([item], never)
    if lighter:
        keys = msgspec.json.encode(lighter[0][0].omitted).decode()
        lane.ledger.outbox.omit(lane.name, item.conversion, keys)
        return
    lane.fuse.count([item.conversion])
    pause = lane.breaker.pause
    if pause is not None and pause.cause == "fuse":
        # It was the one event that tried whether the rest may go. Another one is next.
        lane.ledger.outbox.postpone(lane.name, [item.conversion], now + backoff.CEILING)
        return
    lane.ledger.outbox.refuse(lane.name, [(item.conversion, never.reason, never.detail)], now)


def _adapt(delivery: Delivery, lane: Lane, now: datetime) -> None:
    if delivery.request.status is not None:
        lane.pace.told(delivery.usage.percent, now)
    if isinstance(delivery.verdict, Later):
        lane.pace.failed()
    elif isinstance(delivery.verdict, Delivered):
        lane.pace.went_well()
    lane.breaker.heard(delivery.verdict, delivery.usage, now)
    if lane.fuse.is_blown and lane.breaker.pause is None:
        lane.breaker.blow(lane.fuse.refusals, now)
        lane.ledger.outbox.revive(lane.name, lane.fuse.mend(), now)


def _tell(events: int, delivery: Delivery) -> None:
    told = log.info if isinstance(delivery.verdict, Delivered) else log.warning
    told(
        "dispatch.answered",
        destination=delivery.request.destination,
        events=events,
        verdict=delivery.request.verdict,
        status=delivery.request.status,
        took_ms=delivery.request.took // 1000,
    )
