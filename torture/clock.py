"""A clock that can be put forward and back under running processes: the system's, and an offset that a file holds."""

from __future__ import annotations

import mmap
import struct
from datetime import datetime, timedelta
from pathlib import Path

from tandem.kit.clock import system_clock

_SECONDS = struct.Struct("d")


class SteppedClock:
    """A `kit.clock.Clock`. Everybody who opened the same file is stepped at once."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_SECONDS.pack(0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SECONDS.size)

    def __call__(self) -> datetime:
        return system_clock() + timedelta(seconds=self.offset)

    @property
    def offset(self) -> float:
        """Seconds ahead of the system's clock."""
        (seconds,) = _SECONDS.unpack(self._shared[:])
        return float(seconds)

    def step(self, offset: float) -> None:
        self._shared[:] = _SECONDS.pack(offset)
