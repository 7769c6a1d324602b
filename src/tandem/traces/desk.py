"""
Where the spans are made: a thread of its own. Whoever hands in does not wait; what there is no room for is dropped.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from tandem.kit.signals import note

Item = TypeVar("Item")

ROOM = 1_000
"""Groups of appends, or turns of the ledger, that may wait."""


class Desk(Generic[Item]):
    def __init__(self, work: Callable[[Item], None], room: int = ROOM) -> None:
        """`work` is done for one item after the other. A fault in it costs that item's spans."""
        self._work = work
        self._tray: queue.Queue[Item | None] = queue.Queue(room)
        self._thread = threading.Thread(target=self._run, name="traces", daemon=True)
        self._thread.start()

    def put(self, item: Item) -> None:
        try:
            self._tray.put_nowait(item)
        except queue.Full:
            note("traces.dropped", by="desk")

    def close(self, seconds: float) -> None:
        """What waits is done, for `seconds` at most; nothing may be put any more."""
        with contextlib.suppress(queue.Full):
            self._tray.put(None, timeout=seconds / 2)
        self._thread.join(seconds / 2)

    def _run(self) -> None:
        while (item := self._tray.get()) is not None:
            try:
                self._work(item)
            except Exception as fault:  # noqa: BLE001 - noted with its traceback; the events are not concerned
                note("traces.fault", kind=type(fault).__name__, fault=fault)
