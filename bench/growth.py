"""
Whether accepting slows down as the journal grows, and what an event costs on disk.

    python -m bench.growth [--rows 10000000] [--folder DIR]

Two journals, one short and one long, take the same appends in turn: a busy neighbour hits both alike, so their ratio
holds where the times do not.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from bench import report
from bench.traffic import backend_event
from tandem.accept import take
from tandem.event import entry
from tandem.event.dictionary import build
from tandem.event.site import Site
from tandem.journal.sqlite import SqliteJournal
from tandem.sources import backend
from tandem.sources.arrival import Arrival

SHORT, LONG = 10_000, 10_000_000
TURNS, GROUP = 300, 50
FILL = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
INSERT INTO entry (appended_at, body) SELECT n, zeroblob(100) FROM number
"""
"""Rows are short, so that ten million fit on a small disk: what grows is the tree over them."""


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    rows: int
    short_ms: float
    """Median of an append of fifty events to a journal of ten thousand rows."""
    ratio: float
    """How many times as long the same append takes in the long journal."""
    disk_bytes_per_event: int
    """In the journal, with everything that SQLite adds."""


def body() -> bytes:
    """A purchase as it is kept."""
    raw = msgspec.Raw(msgspec.json.encode(backend_event()))
    arrival = Arrival(source="backend", received_at=datetime.now(UTC))
    receipt = take(raw, arrival, Site(name="shop", dictionary=build({})), backend.parse)
    return entry.encode(receipt)


async def measure(folder: Path, rows: int, turns: int = TURNS) -> Growth:
    short, long_ = folder / "short.db", folder / "long.db"
    _fill(short, SHORT)
    _fill(long_, rows)
    before = short.stat().st_size
    journals = [SqliteJournal(short), SqliteJournal(long_)]
    took = [[await _append(journal) for journal in journals] for _ in range(turns)]
    for journal in journals:
        await asyncio.to_thread(journal.close)
    few, many = (median(times) for times in zip(*took, strict=True))
    grown = _size_at_rest(short) - before
    return Growth(
        rows=rows,
        short_ms=round(few * 1000, 2),
        ratio=round(many / few, 2),
        disk_bytes_per_event=round(grown / (turns * GROUP)),
    )


async def _append(journal: SqliteJournal) -> float:
    bodies = [body()] * GROUP
    started = perf_counter()
    await journal.append(bodies)
    return perf_counter() - started


def _fill(path: Path, rows: int) -> None:
    SqliteJournal(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(FILL, (rows,))


def _size_at_rest(path: Path) -> int:
    """Of the file, once all of the write-ahead log is in it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def as_text(found: Growth) -> str:
    return (
        f"An append of {GROUP} events: {found.short_ms} ms at {SHORT:,} rows, {found.ratio} times that at "
        f"{found.rows:,} rows. An event takes {found.disk_bytes_per_event:,} bytes of disk."
    )


def main(arguments: Sequence[str]) -> int:
    """Print what was found. 1 when appends take more than 1.3 times as long in the long journal."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--rows", type=int, default=LONG)
    parser.add_argument("--folder", type=Path, default=report.OUT, help="where the journals lie meanwhile")
    told = parser.parse_args(arguments)
    told.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=told.folder) as folder:
        found = asyncio.run(measure(Path(folder), told.rows))
    print(as_text(found))
    return 0 if found.ratio <= 1.3 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
