"""
Path 3: ledger → destination → ledger. What is due goes out; its fates come back.

A fate is recorded after the destination has answered. A crash between the two costs one more try of the same event_id,
never a loss. docs/delivery.md tells the whole story.
"""

from __future__ import annotations

from collections.abc import Sequence

from tandem.delivery.claim import claim, give_back
from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.delivery.record import catch_up, record
from tandem.delivery.release import release
from tandem.delivery.search import remaining, send


async def dispatch(lane: Lane) -> int:
    """Send what is due, one batch at most; returns how many events were looked at."""
    catch_up(lane)
    due = claim(lane)
    await deliver(due, lane)
    return len(due)


async def deliver(due: Sequence[Due], lane: Lane) -> None:
    """Each event that was claimed gets its fate, another hour, or is given back, however this ends."""
    if not due:
        return
    held = {item.conversion for item in due}
    try:
        ready = release(due, lane)
        held = {item.conversion for item in ready}
        async for part, delivery in send(ready, lane):
            record(part, delivery, lane)
            if not remaining(part, delivery.verdict):
                # It has its fate or another hour, and may be under way again in another batch.
                held.difference_update(item.conversion for item in part)
    finally:
        lane.breaker.end_try()
        give_back(held, lane)
