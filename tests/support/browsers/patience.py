from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tests.support.browsers.seam import HASTE, Left

Found = TypeVar("Found")


async def at_last(look: Callable[[], Awaitable[Found]]) -> Found:
    """What `look` finds, as soon as it finds something. A page that is just being left is looked at again."""
    async with asyncio.timeout(HASTE):
        while True:
            with contextlib.suppress(Left):
                if found := await look():
                    return found
            await asyncio.sleep(0.05)
