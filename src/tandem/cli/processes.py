"""`tandem acceptor`, `tandem worker`, `tandem dashboard`: one process of the gateway alone."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from tandem.config.load import load
from tandem.config.schema import Loaded
from tandem.kit.garbage import search_seldom
from tandem.kit.parent import watch_parent

CONFIG = Path("tandem.toml")

Run = Callable[[Loaded, asyncio.Event], Awaitable[None]]


def acceptor(config: Path = CONFIG) -> None:
    """Run the public doors and the journal alone."""
    from tandem.app import acceptor as process

    search_seldom()
    run_process("acceptor", config, process.run)


def worker(config: Path = CONFIG) -> None:
    """Run the worker alone: it settles the journal and sends what is due."""
    from tandem.app import worker as process

    search_seldom()
    run_process("worker", config, process.run)


def dashboard(config: Path = CONFIG) -> None:
    """Run the dashboard alone, on its own port."""
    from tandem.app import dashboard as process

    run_process("dashboard", config, process.run)


def run_process(name: str, config: Path, run: Run) -> None:
    """Read the settings and run until SIGINT, SIGTERM, or the end of the supervisor."""
    from tandem.kit import log

    log.configure(name)
    loaded = load(config)
    with contextlib.suppress(KeyboardInterrupt):
        _event_loop_run(_until_told(loaded, run))


async def _until_told(loaded: Loaded, run: Run) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    watch_parent(lambda: loop.call_soon_threadsafe(stop.set))
    await run(loaded, stop)


def _event_loop_run(main: Awaitable[None]) -> None:
    """On uvloop where there is one: it answers about half as many requests again."""

    async def awaited() -> None:
        await main

    try:
        import uvloop
    except ImportError:
        asyncio.run(awaited())
    else:
        uvloop.run(awaited())
