"""A batch is judged as a whole before any of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tandem.emulator.bonds import server_bonds
from tandem.emulator.edge.judge import Judge
from tandem.emulator.meta import Meta
from tandem.emulator.received import Arrival, Payload, Received, Refused

Judged = tuple[Payload, bytes]
"""An event as parsed and as written."""

_decode = msgspec.json.Decoder(Payload).decode


def judged(data: Sequence[bytes], now: float, judge: Judge) -> list[Judged]:
    """Parse and judge every event. Raises `Refused` for the first bad one, with its index."""
    return [_one(raw, index, len(data), now, judge) for index, raw in enumerate(data)]


def _one(raw: bytes, index: int, count: int, now: float, judge: Judge) -> Judged:
    event: Payload | None = None
    try:
        event = _parse(raw)
        judge.check(event, now)
    except Refused as refused:
        refused.index, refused.event, refused.event_count = index, event, count
        raise
    return event, raw


def _parse(raw: bytes) -> Payload:
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        raise Refused("event_malformed") from None


def keep(events: Sequence[Judged], arrival: Arrival, meta: Meta) -> None:
    """Remember every event of a sound batch."""
    for event, raw in events:
        meta.memory.keep(_received(event, raw, arrival, meta))
    meta.pulse.beat()


def _received(event: Payload, raw: bytes, arrival: Arrival, meta: Meta) -> Received:
    given = event.get("event_id")
    event_id = None if given in (None, "") else str(given)
    return Received(
        number=meta.memory.next_number(),
        arrival=arrival,
        event_name=str(event["event_name"]),
        event_id=event_id,
        bonds=server_bonds(arrival.dataset, event, event_id, meta.rules.dedup),
        raw=raw,
    )
