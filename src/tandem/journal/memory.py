"""A journal that forgets on exit: for tests and dry runs. Keeps every promise but the one about the disk."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from tandem.journal.contract import Record
from tandem.kit.clock import Clock, micros, system_clock


class MemoryJournal:
    problem: str | None = None

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._last = 0
        self._kept: list[tuple[Record, int]] = []

    async def append(self, bodies: Sequence[bytes]) -> None:
        now = micros(self._clock())
        for body in bodies:
            self._last += 1
            self._kept.append((Record(self._last, body), now))

    async def prove(self) -> None:
        return

    async def forget(self, through: int, appended_before: int) -> int:
        old = list(takewhile(lambda kept: kept[0].id <= through and kept[1] < appended_before, self._kept))
        del self._kept[: len(old)]
        return len(old)

    def after(self, entry: int, limit: int) -> list[Record]:
        return [record for record, _ in self._kept if record.id > entry][:limit]
