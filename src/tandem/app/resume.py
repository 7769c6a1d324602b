"""By hand: a destination that stands still is sent to again at once. If what was wrong still is, it pauses again."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

import msgspec

from tandem.delivery.lane import Lane
from tandem.kit.clock import Clock
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.progress import Progress


class Resumed(msgspec.Struct, frozen=True):
    """What held the destination up, and since when; None where nothing did."""

    destination: str
    cause: str | None
    since: datetime | None


def resume(
    destination: str, lane: Lane | None, ledger: SqliteLedger, clock: Clock
) -> Generator[Progress, None, Resumed]:
    """`lane` is the one that serves the destination just now; None while no worker runs."""
    yield Progress(0, 1)
    pause = ledger.lanes.open_pause(destination)
    if lane is not None:
        lane.resume()
    else:
        with ledger.turn():
            ledger.lanes.resume(destination, clock())
    return Resumed(destination, pause.cause if pause else None, pause.begun_at if pause else None)
