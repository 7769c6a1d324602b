"""
Where the spans are made: a thread of its own. Whoever hands in does not wait; what there is no room for is dropped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from tandem.kit.signals import note

Item = TypeVar("Item")

ROOM = 8 * 1024 * 1024
"""Bytes that may wait, by the sizes that were told: what the waiting costs in memory."""


class Desk(Generic[Item]):
    def __init__(self, work: Callable[[Item], None], room: int = ROOM) -> None:
        """`work` is done for one item after the other. A fault in it costs that item's spans."""
        self._work = work
        self._room = room
        self._waiting = 0
        self._lock = threading.Lock()
        self._tray: queue.SimpleQueue[tuple[Item, int] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="traces", daemon=True)
        self._thread.start()

    def put(self, item: Item, size: int) -> None:
        with self._lock:
            has_room = self._waiting + size <= self._room
            self._waiting += size if has_room else 0
        if has_room:
            self._tray.put((item, size))
        else:
            note("traces.dropped", by="desk")

    def close(self, seconds: float) -> bool:
        """What waits is done, for `seconds` at most; nothing may be put any more. Whether all of it was done."""
        self._tray.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (put := self._tray.get()) is not None:
            item, size = put
            try:
                self._work(item)
            except Exception as fault:  # noqa: BLE001 - noted with its traceback; the events are not concerned
                note("traces.fault", kind=type(fault).__name__, fault=fault)
            with self._lock:
                self._waiting -= size
