"""Programs that tests start: found or loudly missed, and ended with all they have started."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import pytest

GOOD_BYE = 5.0
"""Seconds in which a program may end by itself."""


def program(*names: str, variable: str) -> str:
    """The path that the environment names, else the first name that is installed; else the test fails."""
    wanted = (os.environ.get(variable), *names)
    found = next(filter(None, (shutil.which(name) for name in wanted if name)), None)
    if not found:
        pytest.fail(f"No {names[0]}. Run tools/browsers.sh, or name it in {variable}.", pytrace=False)
    return found


@asynccontextmanager
async def running(
    path: str, *words: str, environment: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    """In a process group of its own, which is gone at the end."""
    process = await asyncio.create_subprocess_exec(
        path,
        *words,
        env={**os.environ, **(environment or {})},
        pass_fds=pass_fds,
        start_new_session=True,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    for word in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, word)
        with suppress(TimeoutError):
            async with asyncio.timeout(GOOD_BYE):
                await process.wait()
