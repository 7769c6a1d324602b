"""The reconciliation of one event of one site, from the first question to the single order."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import msgspec

from tandem.insights.reconcile import compare, record
from tandem.insights.reconcile.compare import Difference, Line
from tandem.insights.reconcile.record import RecordedOrder, Tick

FATES = ("accepted", "withheld", "waiting", "failed", "missing")
"""What an order of the record may have met. Together they are all of them."""


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
    ledger: Path, question: Question, orders: Iterable[RecordedOrder] | None, tick: Tick = lambda _: None
) -> Reconciliation:
    """`orders` of the system of record; None: what the sources told the gateway. The ledger is only read."""
    with _beside(ledger) as connection:
        if orders is None:
            record.fill_from_ledger(connection, question.site, question.event_name, question.window)
        else:
            record.fill(connection, record.within(orders, question.window), tick)
        compare.meet(connection, question.site, question.event_name, list(question.destinations), question.window)
        return _answer(connection, question)


def _answer(connection: sqlite3.Connection, question: Question) -> Reconciliation:
    found = compare.differences(connection)
    listed = list(islice(found, question.most))
    more = sum(1 for _ in found)
    (orders,) = connection.execute("SELECT count(*) FROM main.record").fetchone()
    return Reconciliation(
        site=question.site,
        event_name=question.event_name,
        orders=orders,
        lines=compare.lines(connection),
        differences=listed,
        more=more,
        adds_up=not listed,
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
            compare.teach(connection)
            connection.execute(record.SCHEMA)
            yield connection
