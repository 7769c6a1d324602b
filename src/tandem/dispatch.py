"""
Path 3: ledger → destination → ledger. What is due goes out; its fates come back.

A fate is recorded after the destination has answered. A crash between the two costs one more try of the same event_id,
never a loss.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Sequence
from datetime import datetime, timedelta

import structlog

from tandem.consent.rules import Hold as Unanswered
from tandem.consent.rules import Withhold, at_release
from tandem.delivery.claim import Due, claim
from tandem.delivery.lane import Lane
from tandem.destinations.contract import Delivered, Delivery, Destination, Hold, Later, Never
from tandem.event.outcome import Reason
from tandem.kit import backoff

log = structlog.get_logger()

MENDING = timedelta(minutes=1)
"""How often a destination whose settings are wrong is asked again: mended, it resumes by itself."""


async def dispatch(lane: Lane) -> int:
    """Send what is due, one batch at most; returns how many events were looked at."""
    due = claim(lane, lane.destination.batch)
    ready = _release(due, lane)
    async for batch, delivery in _send(ready, lane.destination):
        _record(batch, delivery, lane)
    return len(due)


def _release(due: Sequence[Due], lane: Lane) -> list[Due]:
    """Those that may go now. The others get their fate, or a later hour, at once."""
    now = lane.clock()
    name = lane.destination.name
    ready: list[Due] = []
    refused: list[tuple[int, Reason, str]] = []
    unanswered: dict[datetime, list[int]] = {}
    for item in due:
        ruling = at_release(item.event, item.withdrawn_at, lane.consent, now)
        if isinstance(ruling, Withhold):
            refused.append((item.conversion, ruling.reason, item.event.grants.signal))
        elif isinstance(ruling, Unanswered):
            unanswered.setdefault(ruling.until, []).append(item.conversion)
        elif objection := lane.destination.objection(item.event, now):
            refused.append((item.conversion, objection.reason, objection.detail))
        else:
            ready.append(item)
    if refused or unanswered:
        with lane.ledger.turn():
            lane.ledger.outbox.refuse(name, refused, now)
            for until, conversions in unanswered.items():
                lane.ledger.outbox.postpone(name, conversions, until)
    return ready


async def _send(batch: Sequence[Due], destination: Destination) -> AsyncIterator[tuple[Sequence[Due], Delivery]]:
    """
    Send, and halve what is refused until the offender stands alone: one event must not sink the rest, and Meta does not
    say which one it was. Costs at most 2·log2(n) further requests for one offender.
    """
    waiting = _parcels(batch, destination)
    while waiting:
        part = waiting.pop()
        delivery = await destination.deliver([item.event for item in part])
        if isinstance(delivery.verdict, Never) and len(part) > 1:
            middle = len(part) // 2
            waiting += [part[middle:], part[:middle]]
        yield part, delivery


def _parcels(batch: Sequence[Due], destination: Destination) -> list[Sequence[Due]]:
    """What may travel together, the last first."""
    parcels: dict[Hashable, list[Due]] = {}
    for item in batch:
        parcels.setdefault(destination.parcel(item.event), []).append(item)
    return list(reversed(parcels.values()))


def _record(batch: Sequence[Due], delivery: Delivery, lane: Lane) -> None:
    now = lane.clock()
    name = lane.destination.name
    outbox = lane.ledger.outbox
    conversions = [item.conversion for item in batch]
    with lane.ledger.turn():
        outbox.remember(delivery.request, conversions)
        match delivery.verdict:
            case Delivered():
                outbox.deliver(name, conversions, now)
            case Never(detail=detail) if len(batch) == 1:
                outbox.refuse(name, [(conversions[0], Reason.REJECTED, detail)], now)
            case Never():
                pass  # halved: each half brings a verdict of its own
            case Hold():
                outbox.postpone(name, conversions, now + MENDING)
            case Later(after=after):
                tries = min(item.attempts for item in batch) + 1
                wait = max(after or timedelta(), backoff.wait(tries, lane.roll))
                outbox.postpone(name, conversions, now + wait)
    _tell(name, len(batch), delivery)


def _tell(destination: str, events: int, delivery: Delivery) -> None:
    told = log.info if isinstance(delivery.verdict, Delivered) else log.warning
    told(
        "dispatch.answered",
        destination=destination,
        events=events,
        verdict=delivery.request.verdict,
        status=delivery.request.status,
        took_ms=delivery.request.took // 1000,
    )
