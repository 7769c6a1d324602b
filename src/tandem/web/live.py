"""
Tells a page that the ledger has changed. It says nothing about what: the page asks for what it shows.

SQLite counts the commits of others for each connection (`PRAGMA data_version`), so a look costs microseconds and reads
no table.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, closing

from litestar import get
from litestar.di import NamedDependency
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from tandem.ledger.reports.snapshot import NoLedger, open_ledger
from tandem.web.view import View

QUIET = 15.0
"""Seconds without a change after which a comment shows that the line is alive."""


@get("/api/live", summary="Hear when the ledger changes", sync_to_thread=False)
def live(view: NamedDependency[View]) -> ServerSentEvent:
    """Server-sent events: `change` at once, and after each commit of the worker; the data is a running number."""
    return ServerSentEvent(messages(view))


async def messages(view: View) -> AsyncIterator[ServerSentEventMessage]:
    """Ends when the process does."""
    number, seen, quiet = 0, None, 0.0
    with ExitStack() as open_files:
        look = Look(view, open_files)
        while not view.stop.is_set():
            version = look()
            quiet += view.poll
            if number == 0 or version != seen:
                number, seen, quiet = number + 1, version, 0.0
                yield ServerSentEventMessage(event="change", data=number)
            elif quiet >= QUIET:
                quiet = 0.0
                yield ServerSentEventMessage(comment="still here", data=None)
            await _rest(view)


class Look:
    """A look at the ledger: a number that changes with it, None while there is none."""

    def __init__(self, view: View, open_files: ExitStack) -> None:
        self._view = view
        self._open_files = open_files
        self._ledger: sqlite3.Connection | None = None

    def __call__(self) -> int | None:
        try:
            if self._ledger is None:
                self._ledger = self._open_files.enter_context(closing(open_ledger(self._view.ledger)))
            (version,) = self._ledger.execute("PRAGMA data_version").fetchone()
            return int(version)
        except NoLedger:
            return None


async def _rest(view: View) -> None:
    try:
        await asyncio.wait_for(view.stop.wait(), view.poll)
    except TimeoutError:
        return
