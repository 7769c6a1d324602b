"""How the gateway is: its processes, its files and its lanes, for people, for `tandem status` and for `/metrics`."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

import msgspec

from tandem.alerts.sources import Kind
from tandem.journal.reader import extent
from tandem.kit import vitals
from tandem.ledger.alerts import AlertRow, open_alerts
from tandem.ledger.reports.balance import Balance, balance
from tandem.ledger.reports.lanes import LaneRow, lanes
from tandem.ledger.reports.snapshot import NoLedger, snapshot
from tandem.ledger.reports.sources import SourceRow, source_rows
from tandem.web.view import View

NO_BOOKS = "The worker has not made the ledger yet."
CRAMPED = "The disk has less left than [limits] disk-reserve: senders are told to come back later. Make room."

OF_SOURCES = frozenset(get_args(Kind))
"""Alerts that nothing else here tells."""


class ProcessRow(msgspec.Struct, frozen=True, kw_only=True):
    """One process of the gateway, by the signs of life that it gives."""

    process: str
    alive: bool
    told_at: datetime | None
    """When it last gave a sign; None: never."""
    since: datetime | None
    """When it was started."""


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    """The data folder, in bytes, and how far the worker is behind."""

    journal: int
    ledger: int
    free: int
    """What the disk has left."""
    unsettled: int
    """Entries of the journal that are not in the ledger yet."""


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says."""

    bookmark: int
    set_aside: int
    """Entries that could not be settled."""
    balance: Balance
    lanes: tuple[LaneRow, ...]
    sources: tuple[SourceRow, ...]
    alerts: tuple[AlertRow, ...]
    """What needs a person, of all kinds: docs/alerts.md."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`problems` is empty when all is well; each is a sentence."""

    at: datetime
    problems: tuple[str, ...]
    processes: tuple[ProcessRow, ...]
    storage: Storage
    books: Books | None
    """None before the worker has made the ledger."""


def health(view: View) -> Health:
    """Cheap enough to ask every few seconds."""
    now = view.clock()
    books = _books(view, now)
    processes = tuple(_processes(view, now))
    kept = storage(view, books.bookmark if books else 0)
    cramped = (CRAMPED,) if kept.free < view.reserve else ()
    problems = (*_silent(processes), *cramped, *(_troubles(books) if books else (NO_BOOKS,)))
    return Health(at=now, problems=problems, processes=processes, storage=kept, books=books)


def storage(view: View, bookmark: int) -> Storage:
    folder = view.ledger.parent
    return Storage(
        journal=_size(view.journal),
        ledger=_size(view.ledger),
        free=shutil.disk_usage(folder).free if folder.exists() else 0,
        unsettled=extent(view.journal).behind(bookmark),
    )


def read_books(ledger: sqlite3.Connection, now: datetime, sources: Sequence[str] = ()) -> Books:
    (bookmark,) = ledger.execute("SELECT entry FROM bookmark").fetchone()
    (aside,) = ledger.execute("SELECT count(*) FROM set_aside").fetchone()
    return Books(
        bookmark=bookmark,
        set_aside=aside,
        balance=balance(ledger),
        lanes=lanes(ledger, now),
        sources=source_rows(ledger, now, sources),
        alerts=open_alerts(ledger),
    )


def _books(view: View, now: datetime) -> Books | None:
    try:
        with snapshot(view.ledger) as ledger:
            return read_books(ledger, now, view.sources)
    except NoLedger:
        return None


def _size(path: Path) -> int:
    """With what has not been copied back from its log."""
    return sum(each.stat().st_size for each in (path, Path(f"{path}-wal")) if each.is_file())


def _processes(view: View, now: datetime) -> Iterator[ProcessRow]:
    found = {each.process: each for each in vitals.read(view.vitals)}
    for name in view.processes:
        sign = found.get(name)
        yield ProcessRow(
            process=name,
            alive=sign is not None and sign.alive(now),
            told_at=sign.at if sign else None,
            since=sign.since if sign else None,
        )


def _silent(processes: Iterable[ProcessRow]) -> Iterator[str]:
    for row in processes:
        if not row.alive:
            yield f"The {row.process} gives no sign of life. Start it with `tandem serve`, and look at its log."


def _troubles(books: Books) -> Iterator[str]:
    if not books.balance.balanced:
        yield f"The books are off by {books.balance.difference} rows. Please report it, and keep the data folder."
    if books.set_aside:
        yield f"{books.set_aside} entries of the journal could not be settled and are kept aside. Please report it."
    for lane in books.lanes:
        yield from _lane_troubles(lane)
    yield from (alert.text for alert in books.alerts if alert.kind in OF_SOURCES)


def _lane_troubles(lane: LaneRow) -> Iterator[str]:
    if lane.pause:
        yield f"Nothing is sent to {lane.destination} ({lane.pause.cause}): {lane.pause.detail}."
    if lane.near_deadline:
        yield f"{lane.near_deadline} events for {lane.destination} become unsendable within two days."
