"""Books to be read: a real ledger, filled the way the worker fills it, from a journal in memory."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tandem.event import entry
from tandem.event.entry import Entry, Taken
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.journal.memory import MemoryJournal
from tandem.ledger.outbox import Requested
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle
from tests.support.clock import NOON
from tests.support.events import DESTINATION, site


class Books:
    """`tell` brings messages in, `deliver`, `refuse` and `answer` record what a destination did with them."""

    def __init__(self, path: Path, *sites: Site) -> None:
        self.path = path
        self.ledger = SqliteLedger(path)
        self._journal = MemoryJournal()
        self._sites = {each.name: each for each in sites or (site(),)}

    def tell(self, *told: Event | Entry) -> None:
        """Journal and settle. An event stands for the message that brought it."""
        entries = [Taken(event=each) if isinstance(each, Event) else each for each in told]
        asyncio.run(self._journal.append([entry.encode(each) for each in entries]))
        settle(self._journal, self.ledger, self._sites)

    def deliver(self, *conversions: int, to: str = DESTINATION, at: datetime = NOON) -> None:
        """In one request, which the destination took."""
        self.answer(*conversions, to=to, at=at)
        with self.ledger.turn():
            self.ledger.outbox.deliver(to, conversions, at)

    def refuse(
        self, conversion: int, reason: Reason, detail: str = "", to: str = DESTINATION, at: datetime = NOON
    ) -> None:
        with self.ledger.turn():
            self.ledger.outbox.refuse(to, [(conversion, reason, detail)], at)

    def answer(self, *conversions: int, to: str = DESTINATION, at: datetime = NOON, **told: Any) -> None:
        """A request that carried them, and its answer. By itself it settles nothing."""
        words = {"took": 120_000, "status": 200, "verdict": "delivered", "answer": '{"events_received":1}', **told}
        with self.ledger.turn():
            self.ledger.outbox.remember(Requested(destination=to, sent_at=at, **words), conversions)

    def postpone(self, *conversions: int, to: str = DESTINATION, until: datetime = NOON + timedelta(minutes=1)) -> None:
        with self.ledger.turn():
            self.ledger.outbox.postpone(to, conversions, until)

    def revive(self, *conversions: int, to: str = DESTINATION, at: datetime = NOON) -> None:
        with self.ledger.turn():
            self.ledger.outbox.revive(to, conversions, at)

    def tamper(self, sql: str) -> None:
        """What no part of Tandem does: change the file behind its back."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(sql)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        with snapshot(self.path) as connection:
            yield connection

    def close(self) -> None:
        self.ledger.close()


@contextmanager
def open_books(folder: Path, sites: Collection[Site] = ()) -> Iterator[Books]:
    with closing(Books(folder / "ledger.db", *sites)) as books:
        yield books
