"""
The ledger on disk: one SQLite file, `synchronous=FULL`, written by the worker alone.

Promises   What `turn` encloses happens whole or not at all, and is on disk when the block is left. A conversion has
           one row, however many messages tell of it, and one outbox row per destination. A fate, once recorded, stays.
Limits     One writer process (a lock says so). Readers open the file read-only: `ledger.reports`.
Not here   What may be sent (`consent`), how it is sent (`destinations`), when (`dispatch`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tandem.kit.clock import Clock, system_clock
from tandem.kit.deferred import DeferringConnection
from tandem.kit.lock import hold_alone
from tandem.kit.sql import connect_as, empty_log, migrate, savepoint, transaction
from tandem.ledger.alerts import AlertBook
from tandem.ledger.aside import Aside
from tandem.ledger.asking import AskingBook
from tandem.ledger.conversions import Conversions
from tandem.ledger.erasing import Erasing
from tandem.ledger.figures import Figures
from tandem.ledger.heard import HeardBook
from tandem.ledger.lanes import Lanes
from tandem.ledger.leases import Leases
from tandem.ledger.letters import Replays
from tandem.ledger.lookups import Lookups
from tandem.ledger.news import Announcements, Watcher
from tandem.ledger.orders import Orders
from tandem.ledger.outbox import Outbox
from tandem.ledger.privacy import PrivacyBook
from tandem.ledger.quality import QualityBook
from tandem.ledger.retention import Retention
from tandem.ledger.sales import Sales
from tandem.ledger.side_books import SideBooks
from tandem.ledger.trial import Trial
from tandem.ledger.visits import Visits
from tandem.ledger.waits import OrderWaits

MIGRATIONS = tuple(
    Path(__file__).with_name(name).read_text(encoding="utf-8")
    for name in (
        "schema.sql",
        "second.sql",
        "third.sql",
        "orders.sql",
        "match_quality.sql",
        "visits.sql",
        "order_wait.sql",
        "arrivals.sql",
        "upkeep.sql",
        "tallies.sql",
        "sales.sql",
        "forgetting.sql",
        "alerts.sql",
        "answers.sql",
        "privacy.sql",
        "asking.sql",
        "lookup.sql",
        "heard.sql",
        "asking_news.sql",
        "summed_tallies.sql",
        "fate_tallies.sql",
        "leases.sql",
    )
)

CACHE = 16 * 1024
"""KiB of pages in memory. A batch of a thousand events touches some eight megabytes; SQLite's own two are read anew."""

LOG_PAGES = 4_000
"""16 MiB: what the log holds before it is copied into the file. The same pages change with every batch."""


class SqliteLedger:
    """
    The writer's side. `conversions` holds what happened, `orders` what sources told of orders, `outbox` what is owed,
    `leases` who sends it just now, `lanes` how the sending stands, `visits` what is remembered of browsers, `side` what
    else was told, `trial` which test codes are in use, `aside` what could not be settled, `replays` which dead letters
    were sent again, `heard` when sources told something, `asking` how they are asked, `lookups` for what, `figures`
    what is counted beside the rows; `erasing` takes a person out of all of it, `privacy` knows who asked for that,
    `retention` takes out what is old.
    """

    def __init__(self, path: Path, watcher: Watcher | None = None, clock: Clock = system_clock) -> None:
        """`watcher` is told what each turn wrote down, by `clock`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = hold_alone(path.with_suffix(".lock"))
        self._connection = connect_as(DeferringConnection, path)
        self._connection.execute(f"PRAGMA cache_size = -{CACHE}")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        migrate(self._connection, MIGRATIONS)
        self._news = Announcements(watcher, clock)
        self.figures = Figures(self._connection)
        self.conversions = Conversions(self._connection, self.figures, self._news)
        self.alerts = AlertBook(self._connection)
        self.leases = Leases(self._connection)
        self.outbox = Outbox(self._connection, self.figures, self.leases, self._news)
        self.orders = Orders(self._connection)
        self.sales = Sales(self._connection)
        self.visits = Visits(self._connection)
        self.waits = OrderWaits(self._connection)
        self.lanes = Lanes(self._connection)
        self.side = SideBooks(self._connection, self.figures)
        self.trial = Trial(self._connection)
        self.quality = QualityBook(self._connection)
        self.aside = Aside(self._connection)
        self.asking = AskingBook(self._connection)
        self.lookups = Lookups(self._connection)
        self.heard = HeardBook(self._connection)
        self.replays = Replays(self._connection)
        self.erasing = Erasing(self._connection)
        self.privacy = PrivacyBook(self._connection)
        self.retention = Retention(self._connection, self.figures)

    @contextmanager
    def turn(self, *, synced: bool = True) -> Iterator[None]:
        """
        One transaction around everything done inside the block. Not `synced`, for what would be found again if the
        machine lost it: it is on disk with the next turn that is.
        """
        with self._news.of_turn(), transaction(self._connection, synced=synced):
            yield

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Inside a `turn`: what fails in the block leaves nothing of itself, and the rest of the turn goes on."""
        with self._news.of_part(), savepoint(self._connection):
            yield

    def bookmark(self) -> int:
        """The last journal entry that is settled."""
        (entry,) = self._connection.execute("SELECT entry FROM bookmark").fetchone()
        return int(entry)

    def move_bookmark(self, entry: int) -> None:
        """Call inside the `turn` that settled the entries up to this one."""
        self._connection.execute("UPDATE bookmark SET entry = ?", (entry,))

    def flush(self) -> bool:
        """Whether the log could be emptied into the file."""
        return empty_log(self._connection)

    def compact(self) -> None:
        """The file, written anew from what is in it: some seconds for a gigabyte."""
        self._connection.execute("VACUUM")

    def close(self) -> None:
        self._connection.close()
        self._lock.close()
