"""Waits that end together: a process at rest wakes up once for all of them. To wake up costs more than to look."""

from __future__ import annotations

import asyncio


async def until_tick(period: float) -> None:
    """
    Sleep until the event loop's clock comes to the next whole multiple of `period` seconds: `period` at most. Periods
    of which one is a multiple of the other end at the same moment. At once when it is 0.
    """
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(period - now % period if period > 0 else 0)
