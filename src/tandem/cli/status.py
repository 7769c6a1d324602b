"""`tandem status`: how the gateway is, read from its data folder."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from tandem.config.load import load
from tandem.ledger.asking import AskingRow
from tandem.ledger.reports.balance import Account, Balance
from tandem.ledger.reports.lanes import LaneRow
from tandem.ledger.reports.sources import SourceRow
from tandem.web.health import Health, health


def status(*, config: Path = Path("tandem.toml"), json: bool = False) -> None:
    """
    Say how the gateway is: processes, books, what waits. Ends with 1 when something is wrong.

    Parameters
    ----------
    config
        The settings; events.toml is read from the same folder.
    json
        Print everything as JSON, as /api/health tells it.
    """
    from tandem.app.view import view_of

    seen = health(view_of(load(config), asyncio.Event()))
    print(msgspec.json.format(msgspec.json.encode(seen)).decode() if json else "\n".join(lines(seen)))
    sys.exit(1 if seen.problems else 0)


def lines(seen: Health) -> Iterator[str]:
    for row in seen.processes:
        yield f"{row.process:<12} {'alive' if row.alive else 'SILENT'}"
    kept = seen.storage
    yield f"{'journal':<12} {_size(kept.journal)}, {kept.unsettled:,} entries not settled yet"
    yield f"{'ledger':<12} {_size(kept.ledger)}"
    yield f"{'disk':<12} {_size(kept.free)} free"
    if seen.books:
        yield from _balance(seen.books.balance)
        yield from (line for lane in seen.books.lanes for line in _lane(lane))
        yield from (line for row in seen.books.sources for line in _source(row, seen.at))
    yield ""
    yield from (f"! {problem}" for problem in seen.problems)
    if not seen.problems:
        yield "All is well."


def _balance(told: Balance) -> Iterator[str]:
    came = told.arrivals
    yield f"{'books':<12} {came.arrivals:,} messages = {came.conversions:,} events + {came.repetitions:,} repetitions"
    yield from map(_account, told.destinations)


def _account(row: Account) -> str:
    fates = f"{row.delivered:,} delivered + {row.refused:,} refused + {row.waiting:,} waiting"
    return f"{'':<12} {row.destination}: {row.accepted:,} owed = {fates}"


def _lane(lane: LaneRow) -> Iterator[str]:
    state = f"paused ({lane.pause.cause})" if lane.pause else "sending"
    yield f"{'lane':<12} {lane.destination}: {state}, {lane.dead:,} dead letters"


def _source(row: SourceRow, now: datetime) -> Iterator[str]:
    heard = f"heard {ago(row.heard_at, now)}" if row.heard_at else "never heard"
    waiting = f", {row.waiting:,} to be looked up" if row.waiting else ""
    yield f"{'source':<12} {row.source}: {heard}, {row.messages:,} messages{waiting}"
    for each in row.asking:
        asked = f"answered {ago(each.answered_at, now)}" if each.answered_at else "never answered"
        state = f"FAILING: {each.failing.problem}" if each.failing else brought(each)
        yield f"{'':<12} {row.source}, asked: {asked}, {state}"


def brought(row: AskingRow) -> str:
    return f"{row.news:,} that nobody had told" if row.what == "poll" else f"{row.found:,} found"


def ago(moment: datetime, now: datetime) -> str:
    minutes = max(0, round((now - moment).total_seconds() / 60))
    if minutes < 2:
        return "just now"
    return f"{minutes} minutes ago" if minutes < 120 else f"{minutes // 60} hours ago"


def _size(size: int) -> str:
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:,} {unit}"
        size //= 1024
    return f"{size:,} GiB"
