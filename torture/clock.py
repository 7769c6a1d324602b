"""A clock that can be put forward and back under running processes: the system's, and an offset that a file holds."""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tandem.kit.clock import system_clock

_STATE = struct.Struct("ddd")
"""The offset, the one before it, and when it was stepped by the monotonic clock, which all processes share. Seconds."""

LAG = 15.0
"""Seconds: longer than any request of a torture is under way."""


class SteppedClock:
    """A `kit.clock.Clock`. Everybody who opened the same file is stepped at once."""

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        if not path.exists():
            path.write_bytes(_STATE.pack(0.0, 0.0, 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _STATE.size)

    def __call__(self) -> datetime:
        return system_clock() + timedelta(seconds=self.offset)

    @property
    def offset(self) -> float:
        """Seconds ahead of the system's clock."""
        offset, _, _ = _STATE.unpack(self._shared[:])
        return float(offset)

    @property
    def lagging(self) -> float:
        """
        The offset of Meta's clock, which is put forward at once and back only when what was under way has arrived:
        nobody can help that a clock is put back between sending and receiving, and Meta's never is.
        """
        offset, before, stepped_at = _STATE.unpack(self._shared[:])
        return float(max(offset, before) if self._monotonic() - stepped_at < LAG else offset)

    def step(self, offset: float) -> None:
        self._shared[:] = _STATE.pack(offset, self.lagging, self._monotonic())
