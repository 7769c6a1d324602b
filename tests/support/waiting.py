"""Waiting for what should happen, and watching that something does not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds until a test gives up."""

WATCH = 2.5
"""Seconds to watch that nothing happens: three times what an event takes through the gateway."""


async def eventually(look: Callable[[], T], wanted: Callable[[T], bool], patience: float = PATIENCE) -> T:
    """Look until it is as wanted, and return what was seen. Fails with the last sight."""
    deadline = time.monotonic() + patience
    while True:
        seen = await asyncio.to_thread(look)
        if wanted(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:g} s, last saw: {seen!r}")
        await asyncio.sleep(0.05)


async def stays(look: Callable[[], T], value: T, seconds: float = WATCH) -> bool:
    """Whether it is `value` all the while. Fails with what was seen instead."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = await asyncio.to_thread(look)
        if seen != value:
            raise AssertionError(f"expected {value!r} throughout, saw {seen!r}")
        await asyncio.sleep(0.1)
    return True
