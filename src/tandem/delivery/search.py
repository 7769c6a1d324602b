"""Sending a batch so that one bad event sinks nobody else: Meta refuses all, and does not say which one it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Sequence

from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.delivery.omit import sendable, without_blamed
from tandem.destinations.contract import Delivered, Delivery, Destination, Never, Verdict
from tandem.event.outcome import Reason
from tandem.kit.signals import note
from tandem.ledger.outbox import Requested


async def send(batch: Sequence[Due], lane: Lane) -> AsyncIterator[tuple[Sequence[Due], Delivery]]:
    """
    Send, and halve what is refused until the offender stands alone; then leave out what the refusal blames and try once
    more. Costs at most 2·log2(n) further requests for one offender. Ends early when the breaker opens, or when an
    answer cannot be written down.
    """
    waiting = _parcels(batch, lane.destination)
    first_half: Sequence[Due] | None = None
    while waiting and lane.breaker.state != "open" and not lane.unwritten:
        part = waiting.pop()
        delivery = await _deliver(part, lane)
        yield part, delivery
        rest = remaining(part, delivery.verdict)
        if part is first_half and isinstance(delivery.verdict, Delivered) and len(waiting[-1]) > 1:
            rest = _halves(waiting.pop())  # whoever sank the whole is in there: all of it would be refused again
        waiting += rest
        first_half = rest[-1] if len(rest) > 1 and not _is_too_large(delivery.verdict) else None


def remaining(part: Sequence[Due], verdict: Verdict) -> list[Sequence[Due]]:
    """What is still to be tried of a part that was refused, the next one last."""
    if not isinstance(verdict, Never):
        return []
    if len(part) == 1:
        lighter = without_blamed(part[0], verdict)
        return [[lighter]] if lighter else []
    return _halves(part)


def _is_too_large(verdict: Verdict) -> bool:
    return isinstance(verdict, Never) and verdict.too_large


def _halves(part: Sequence[Due]) -> list[Sequence[Due]]:
    """The first one last: it is tried next."""
    middle = len(part) // 2
    return [part[middle:], part[:middle]]


async def _deliver(part: Sequence[Due], lane: Lane) -> Delivery:
    started = lane.clock()
    try:
        return await lane.destination.deliver([sendable(item) for item in part])
    except Exception as fault:  # noqa: BLE001 - noted with its traceback
        kind = type(fault).__name__
        note("delivery.fault", destination=lane.name, events=len(part), kind=kind, fault=fault)
        request = Requested(
            destination=lane.name, sent_at=started, took=0, status=None, verdict="never", answer=f"not sent: {kind}"
        )
        return Delivery(request, Never(f"a fault in Tandem: {kind}", reason=Reason.OUR_FAULT))


def _parcels(batch: Sequence[Due], destination: Destination) -> list[Sequence[Due]]:
    """What may travel together, the last first."""
    parcels: dict[Hashable, list[Due]] = {}
    for item in batch:
        parcels.setdefault(destination.parcel(item.event), []).append(item)
    return list(reversed(parcels.values()))
