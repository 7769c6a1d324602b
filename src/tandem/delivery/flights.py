"""Batches under way: several at once, each in a task of its own, the books still written by one thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from tandem.kit.signals import note


class Flights:
    """Those of one lane."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._flying: set[asyncio.Task[None]] = set()

    def launch(self, batch: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(batch)
        self._flying.add(task)
        task.add_done_callback(self._landed)

    async def room(self, width: int) -> None:
        """Wait until fewer than `width` are under way."""
        while len(self._flying) >= width:
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)

    async def land(self, patience: float) -> None:
        """Let what is under way finish, for `patience` seconds. The rest is called off and gives back what it holds."""
        if not self._flying:
            return
        _, late = await asyncio.wait(self._flying, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            note("delivery.fault", destination=self._name, kind=type(fault).__name__, fault=fault)
