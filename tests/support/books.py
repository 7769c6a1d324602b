"""A journal and a ledger side by side, and questions to the ledger in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tandem.event import entry
from tandem.event.entry import Entry, Taken
from tandem.event.model import Event
from tandem.event.site import Site
from tandem.journal.memory import MemoryJournal
from tandem.ledger.leases import Claimed
from tandem.ledger.news import Watcher
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle
from tests.support.clock import NOON
from tests.support.events import DESTINATION, site


class Books:
    """What a worker holds."""

    def __init__(self, folder: Path, sites: Mapping[str, Site] | None = None, watcher: Watcher | None = None) -> None:
        self.folder = folder
        self.sites = sites or {"shop": site()}
        self.journal = MemoryJournal()
        self.ledger = SqliteLedger(folder / "ledger.db", watcher, lambda: NOON)

    async def post(self, *told: Entry | Event) -> None:
        """Append and settle; an event stands for the entry that it was taken."""
        entries = [Taken(event=each) if isinstance(each, Event) else each for each in told]
        await self.journal.append([entry.encode(each) for each in entries])
        while self.settle():
            pass

    def settle(self, limit: int = 1_000) -> int:
        return settle(self.journal, self.ledger, self.sites, limit)

    def crash(self) -> None:
        """The worker dies and another one opens the same file."""
        self.ledger.close()
        self.ledger = SqliteLedger(self.folder / "ledger.db")

    def take_back(self) -> int:
        """As a worker does when it starts."""
        with self.ledger.turn():
            return self.ledger.leases.take_back()

    def ask(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.ledger._connection.execute(sql, parameters).fetchall()

    def count(self, table: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])

    def events(self) -> list[Event | None]:
        """What of each conversion may still be sent, in the order they were entered."""
        bodies = self.ask("SELECT body FROM conversion ORDER BY id")
        return [None if body is None else entry.decode_event(body) for (body,) in bodies]

    def fates(self) -> dict[str, tuple[str, str | None]]:
        """State and reason by event id, of the one destination."""
        sql = "SELECT event_id, state, reason FROM outbox JOIN conversion ON id = conversion"
        return {event_id: (state, reason) for event_id, state, reason in self.ask(sql)}

    def claim(self, now: datetime = NOON, name: str = DESTINATION, limit: int = 10_000, **more: Any) -> list[Claimed]:
        """Take what is due, as a dispatcher does, for a minute."""
        words = {"owner": "a dispatcher", "until": now + timedelta(minutes=1), **more}
        with self.ledger.turn():
            return self.ledger.leases.claim(name, now, limit, **words)

    def due(self, now: datetime = NOON, name: str = DESTINATION, limit: int = 10_000) -> list[str]:
        """Which events a dispatcher would be given. They are given back at once."""
        claimed = self.claim(now, name, limit, owner="somebody who looks")
        with self.ledger.turn():
            self.ledger.leases.give_back(name, [row.conversion for row in claimed], "somebody who looks")
        return [entry.decode_event(row.body).event_id for row in claimed if row.body]

    def deliver(self, now: datetime, name: str = DESTINATION) -> None:
        """As if the destination had taken everything that is due."""
        taken = [row.conversion for row in self.claim(now, name)]
        with self.ledger.turn():
            self.ledger.outbox.deliver(name, taken, now)

    def balance(self) -> bool:
        """Every conversion stands once in the outbox of each destination, and somebody told of it."""
        owed = self.count("conversion") * len(self.sites["shop"].destinations)
        told = self.count("outbox")
        arrived = self.ask("SELECT count(DISTINCT conversion) FROM arrival")[0][0]
        return owed == told and arrived == self.count("conversion")


@contextmanager
def open_books(
    folder: Path, sites: Mapping[str, Site] | None = None, watcher: Watcher | None = None
) -> Iterator[Books]:
    books = Books(folder, sites, watcher)
    yield books
    books.ledger.close()
