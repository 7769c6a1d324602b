"""Appends that wait at the same moment: they share one transaction, and are told together what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import Sequence

from tandem.event.errors import NotDurable

GROUP_LIMIT = 2_000
"""Records in one transaction: beyond this the last one waits longer than the sync saves."""


class Append:
    """Records that are kept together, and the one who waits for them."""

    __slots__ = ("bodies", "durable")

    def __init__(self, bodies: Sequence[bytes], durable: asyncio.Future[None]) -> None:
        self.bodies = bodies
        self.durable = durable


class Waiting:
    """Filled by event loops, emptied by the one thread that writes."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Append | None] = queue.SimpleQueue()

    async def until_kept(self, bodies: Sequence[bytes]) -> None:
        """Raises `NotDurable`: none of them was kept."""
        await self._put(bodies)

    def _put(self, bodies: Sequence[bytes]) -> asyncio.Future[None]:
        """
        What to wait for. Whoever waits gives it no name: a frame that holds the future whose failure holds the frame
        would stay, with every event of the request, until cycles are searched for.
        """
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put(Append(bodies, durable))
        return durable

    def end(self) -> None:
        """Nothing comes any more: once what waits has gone, groups are empty."""
        self._queue.put(None)

    def group(self) -> list[Append]:
        """Whatever waits, up to the limit, and at least one; empty when it has ended and nothing is left."""
        group: list[Append] = []
        size = 0
        with contextlib.suppress(queue.Empty):
            while size < GROUP_LIMIT:
                append = self._queue.get(block=not group)
                if append is None:
                    self._queue.put(None)
                    break
                group.append(append)
                size += len(append.bodies)
        return group


def tell(group: Sequence[Append], error: NotDurable | None) -> None:
    """Wake each loop once for all of its own: waking is the dearest part of an append."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for append in group:
        by_loop.setdefault(append.durable.get_loop(), []).append(append.durable)
    for loop, futures in by_loop.items():
        # A loop that has gone has nobody left to tell; the records are kept all the same.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, futures, error)


def _resolve(futures: Sequence[asyncio.Future[None]], error: NotDurable | None) -> None:
    for durable in futures:
        if durable.done():
            continue
        if error is None:
            durable.set_result(None)
        else:
            durable.set_exception(error)
