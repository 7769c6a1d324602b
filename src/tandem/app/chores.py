"""What the acceptor does beside answering: it looks for room, writes down refusals, forgets what is old."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from tandem.app import paths
from tandem.app.errand_turns import Begin, serve
from tandem.doors.hall import Hall
from tandem.doors.room import Measured
from tandem.event.errors import NotDurable
from tandem.identity.visits import Visits
from tandem.journal.contract import Journal
from tandem.journal.reader import extent
from tandem.kit import vitals
from tandem.kit.clock import Clock, micros
from tandem.kit.signals import note
from tandem.kit.sql import connect_readonly
from tandem.kit.ticks import until_tick
from tandem.upkeep.errands import Errands

RETENTION = timedelta(hours=24)
"""How long a settled entry stays in the journal: long enough to look into yesterday's trouble, no longer."""


def chores(hall: Hall, data: Path, begin: Begin) -> list[Coroutine[Any, Any, None]]:
    """Each runs until it is cancelled."""
    return [
        _tend(hall, data),
        _forget(hall.journal, paths.ledger(data), hall.clock),
        _sweep(hall.visits, hall.clock),
        vitals.give(paths.vitals(data), "acceptor", hall.clock),
        _serve_errands(paths.errands(data), begin),
    ]


def measured(data: Path) -> Measured:
    """What there is room for. Reads no table."""
    settled = bookmark(paths.ledger(data))
    return Measured(shutil.disk_usage(data).free, extent(paths.journal(data)).behind(settled))


def bookmark(ledger: Path) -> int:
    """How far the worker has come."""
    if not ledger.exists():
        return 0
    connection = connect_readonly(ledger)
    try:
        (entry,) = connection.execute("SELECT entry FROM bookmark").fetchone()
        return int(entry)
    finally:
        connection.close()


async def _tend(hall: Hall, data: Path) -> None:
    while True:
        with contextlib.suppress(sqlite3.Error, OSError):  # a ledger that is just being made; what was known holds
            hall.room.look(await asyncio.to_thread(measured, data))
        await _write_down(hall)
        await until_tick(1)


async def _write_down(hall: Hall) -> None:
    """The refusals; and, while the journal is broken, something that shows whether it still is."""
    before = hall.journal.problem
    try:
        if before:
            await hall.journal.prove()
        await hall.tally.flush(hall.journal)
    except NotDurable as problem:
        if before is None:
            note("journal.not_durable", problem=str(problem))


async def _forget(journal: Journal, ledger: Path, clock: Clock) -> None:
    """
    Drop what is settled and old: every minute, and at once after a long time of being switched off. Only the writer may
    write; how far the worker has come, the ledger tells.
    """
    while True:
        try:
            settled = await asyncio.to_thread(bookmark, ledger)
            await journal.forget(settled, micros(clock() - RETENTION))
        except sqlite3.Error as problem:
            note("journal.not_pruned", problem=str(problem))
        await asyncio.sleep(60)


async def _serve_errands(path: Path, begin: Begin) -> None:
    """Whatever becomes of them, it costs no event."""
    while True:
        try:
            with contextlib.closing(Errands(path)) as asked:
                while True:
                    await serve(asked, "acceptor", begin, in_thread=True)
        except sqlite3.Error as problem:
            note("errands.not_served", problem=str(problem))
            await asyncio.sleep(1)


async def _sweep(visits: Visits, clock: Clock) -> None:
    """Erase the visits that nobody asked for in time."""
    while True:
        await asyncio.sleep(60)
        try:
            visits.sweep(clock())
        except sqlite3.Error as problem:
            note("visits.not_swept", problem=str(problem))
