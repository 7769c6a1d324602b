"""A process at rest wakes up once for all that it waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tandem.kit.ticks import until_tick

START = 1000.3


class SteppedLoop(asyncio.SelectorEventLoop):
    """Its clock stands, and is put forward to the next timer when nothing else is left to do."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = self._scheduled[0].when()  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


@pytest.fixture
def loop() -> Iterator[SteppedLoop]:
    loop = SteppedLoop()
    yield loop
    loop.close()


async def _waits(period: float, times: int, woken: list[float]) -> None:
    for _ in range(times):
        await until_tick(period)
        woken.append(asyncio.get_running_loop().time())


def test_waits_end_together_whenever_they_began(loop: SteppedLoop) -> None:
    """Begun at 1000.3: the next eighths of a second are 1000.375, 1000.5 and so on."""
    eighths: list[float] = []
    halves: list[float] = []

    async def both() -> None:
        await asyncio.gather(_waits(0.125, 6, eighths), _waits(0.5, 2, halves))

    loop.run_until_complete(both())
    assert eighths == [1000.375, 1000.5, 1000.625, 1000.75, 1000.875, 1001.0]
    assert halves == [1000.5, 1001.0]


def test_no_period_is_no_wait(loop: SteppedLoop) -> None:
    woken: list[float] = []
    loop.run_until_complete(_waits(0, 3, woken))
    assert woken == [START] * 3
