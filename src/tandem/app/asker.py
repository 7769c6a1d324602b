"""What asking a source again and again takes, whether for what changed (`polls`) or for what it named (`lookups`)."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Literal

import msgspec

from tandem.app.asking import Door
from tandem.kit.backoff import Roll, wait
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.wire import Wire
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Denied, Later, Unanswered

FIRST_WAIT = timedelta(seconds=5)
"""After a failure: from here, doubled each time."""

Turn = tuple[str, Callable[[], Awaitable[None]]]
"""A name for the log, and what is to be done again and again."""


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks one source, and where what is found goes."""

    source: str
    door: Door
    ledger: SqliteLedger
    wire: Wire
    """For the source."""
    inward: Wire
    """For the gateway's own door: never by way of a proxy."""
    clock: Clock
    roll: Roll = random.random

    def leave_alone(self, way: Literal["poll", "lookup"], problem: Unanswered, longest: timedelta) -> None:
        """It takes no question now: it is asked again later, when it says or after a wait of up to `longest`."""
        failing = self.ledger.asking.look(self.source, way).failing
        pause = wait(failing.times + 1 if failing else 1, self.roll, first=FIRST_WAIT, ceiling=longest)
        after = problem.after if isinstance(problem, Later) and problem.after else timedelta(0)
        now, denied = self.clock(), isinstance(problem, Denied)
        note("poll.failed", source=self.source, why="denied" if denied else "later", problem=str(problem))
        with self.ledger.turn():
            self.ledger.asking.failed(self.source, way, str(problem), now, now + max(pause, after), denied=denied)
