"""The reconciliation of one event of one site, from the first question to the single order."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from tandem.insights.reconcile import record
from tandem.insights.reconcile.compare import meetings
from tandem.insights.reconcile.record import RecordedOrder, Tick
from tandem.insights.reconcile.sums import Difference, Line, Sums

FATES = ("accepted", "withheld", "waiting", "failed", "missing")
"""What an order of the record may have met. Together they are all of them."""


CACHE = 64 * 1024
"""KiB of either file that are held at a time: orders whose numbers are in no order lie all over both."""

BEAT = 5_000
"""Orders between two signs of progress."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be reconciled."""

    site: str
    event_name: str
    destinations: tuple[str, ...]
    window: tuple[int, int]
    """Unix microseconds; the end is not in it."""
    most: int = 1_000
    """Differences that are listed."""


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `adds_up`: every order met a fate, and every amount is the same on both sides."""

    site: str
    event_name: str
    orders: int
    lines: list[Line]
    differences: list[Difference]
    more: int
    """Differences beyond those listed."""
    adds_up: bool


def reconcile(
    ledger: Path, question: Question, orders: Iterable[RecordedOrder] | None, tick: Tick = lambda *_: None
) -> Reconciliation:
    """`orders` of the system of record; None: what the sources told the gateway. The ledger is only read."""
    with _beside(ledger) as connection:
        if orders is None:
            record.fill_from_ledger(connection, question.site, question.event_name, question.window, tick)
        else:
            record.fill(connection, record.within(orders, question.window), tick)
        return _answer(connection, question, tick)


def _answer(connection: sqlite3.Connection, question: Question, tick: Tick) -> Reconciliation:
    (orders,) = connection.execute("SELECT count(*) FROM main.record").fetchone()
    sums, due = Sums(question.most), orders * len(question.destinations)
    met = meetings(connection, question.site, question.event_name, question.destinations, question.window)
    for number, meeting in enumerate(met):
        sums.add(meeting)
        if number % BEAT == 0:
            tick("compared", min(number, due), due)
    listed = sums.first()
    return Reconciliation(
        site=question.site,
        event_name=question.event_name,
        orders=orders,
        lines=sums.lines(),
        differences=listed,
        more=sums.differences - len(listed),
        adds_up=not sums.differences,
    )


@contextmanager
def _beside(ledger: Path) -> Iterator[sqlite3.Connection]:
    """A database that is thrown away, with the ledger attached as `books`, read-only."""
    with tempfile.TemporaryDirectory(prefix="tandem-reconcile-") as folder:
        path = Path(folder) / "record.db"
        with closing(sqlite3.connect(path.as_uri(), uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("ATTACH ? AS books", (f"{ledger.absolute().as_uri()}?mode=ro",))
            for schema in ("main", "books"):
                connection.execute(f"PRAGMA {schema}.cache_size = {-CACHE}")
            connection.execute(record.SCHEMA)
            yield connection
