"""Tells whoever watches that something has changed. Says nothing about what: the watcher reads for itself."""

from __future__ import annotations

import asyncio


class Pulse:
    """A counter that can be waited on. Many changes between two looks are one change."""

    def __init__(self) -> None:
        self.beats = 0
        self.closed = False
        self._changed = asyncio.Event()
        self._ended = asyncio.Event()

    def beat(self) -> None:
        """Something has changed."""
        self.beats += 1
        self._changed.set()

    def close(self) -> None:
        """Nothing will change any more: every watcher may go home."""
        self.closed = True
        self._changed.set()
        self._ended.set()

    async def rest(self, seconds: float) -> None:
        """Wait that long, unless all ends before."""
        await _wait(self._ended, seconds)

    async def after(self, seen: int, patience: float) -> int:
        """The number of beats, as soon as it differs from `seen`, else after `patience` seconds."""
        if self.beats == seen and not self.closed:
            self._changed.clear()
            await _wait(self._changed, patience)
        return self.beats


async def _wait(event: asyncio.Event, patience: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), patience)
    except TimeoutError:
        return
