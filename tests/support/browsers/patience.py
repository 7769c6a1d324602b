from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.support.browsers.seam import HASTE

Found = TypeVar("Found")


async def at_last(look: Callable[[], Awaitable[Found]]) -> Found:
    """What `look` finds, as soon as it finds something."""
    async with asyncio.timeout(HASTE):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.05)
