"""A ledger that owes very many events, made quickly: one is settled as any other, the rest are copies of it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bench.outbox import DATASET, taken
from tandem.event import entry
from tandem.event import site as running
from tandem.event.dictionary import build
from tandem.journal.memory import MemoryJournal
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle

BITE = 50_000
"""Copies made in one transaction."""

_CONVERSIONS = """
WITH RECURSIVE number(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM number WHERE n < :last)
INSERT INTO conversion (site, event_name, event_id, event_time, received_at, order_id, value, currency, ads, pixel,
    visitor, action_source, body, owed)
SELECT site, event_name, n, event_time, :now, n, value, currency, ads, pixel, visitor, action_source, body, owed
FROM number, conversion WHERE conversion.id = 1
"""

_OUTBOX = """
INSERT INTO outbox (conversion, destination, state, due_at, deadline)
SELECT c.id, o.destination, 'waiting', o.due_at, o.deadline FROM conversion c, outbox o
WHERE o.conversion = 1 AND c.id > (SELECT max(conversion) FROM outbox)
"""

_TALLIES = (
    "UPDATE conversion_tally SET present = (SELECT count(*) FROM conversion)",
    "UPDATE owed_tally SET present = (SELECT count(*) FROM conversion)",
    "UPDATE outbox_tally SET present = (SELECT count(*) FROM outbox) WHERE fate = 'waiting'",
)
"""Of one site and one destination: copies are counted by nobody else."""


def owed(path: Path, events: int, now: datetime) -> None:
    """All of them are due."""
    ledger, journal = SqliteLedger(path), MemoryJournal()
    shop = running.Site(name="shop", dictionary=build({"Purchase": {"gather": 0.0}}), destinations=(f"meta:{DATASET}",))
    asyncio.run(journal.append([entry.encode(taken("1"))]))
    settle(journal, ledger, {"shop": shop})
    # The worker that drains it begins with an empty journal of its own.
    with ledger.turn():
        ledger.move_bookmark(0)
    ledger.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for first in range(2, events + 1, BITE):
            span = {"first": first, "last": min(events, first + BITE - 1), "now": int(now.timestamp() * 1_000_000)}
            connection.execute("BEGIN")
            connection.execute(_CONVERSIONS, span)
            connection.execute(_OUTBOX)
            for statement in _TALLIES:
                connection.execute(statement)
            connection.execute("COMMIT")
