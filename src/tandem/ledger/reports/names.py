"""Each event of the tracking plan: how often it was told, what became of it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.kit.clock import micros
from tandem.ledger.reports.fates import BY_RULE

_ARRIVALS = """
SELECT c.event_name, count(DISTINCT c.id), sum(a.source = 'tag'), sum(a.source <> 'tag')
FROM conversion c JOIN arrival a ON a.conversion = c.id
WHERE c.received_at >= ? GROUP BY c.event_name ORDER BY 2 DESC, 1
"""

_FATES = """
SELECT
    c.event_name,
    sum(o.fate = 'delivered'),
    sum(o.fate = 'waiting'),
    sum(o.fate = 'refused' AND o.reason IN (SELECT value FROM json_each(:by_rule))),
    sum(o.fate = 'refused' AND o.reason NOT IN (SELECT value FROM json_each(:by_rule)))
FROM conversion c JOIN outbox o ON o.conversion = c.id
WHERE c.received_at >= :since GROUP BY c.event_name
"""


class NameRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event name. Fates count each conversion once for each destination it is owed to."""

    event_name: str
    conversions: int
    tag: int
    """Messages from the tag."""
    backend: int
    """Messages from a backend, or through the Graph-shaped door."""
    delivered: int
    waiting: int
    withheld: int
    """Refused by the site's own rules: no consent, browser only."""
    refused: int
    """Refused for a reason that somebody should look into."""


def name_rows(ledger: sqlite3.Connection, since: datetime) -> tuple[NameRow, ...]:
    """The most frequent first."""
    window = micros(since)
    by_rule = msgspec.json.encode(sorted(BY_RULE)).decode()
    fates = {name: counts for name, *counts in ledger.execute(_FATES, {"since": window, "by_rule": by_rule})}
    rows = []
    for name, conversions, tag, backend in ledger.execute(_ARRIVALS, (window,)):
        delivered, waiting, withheld, refused = fates.get(name, [0, 0, 0, 0])
        rows.append(
            NameRow(
                event_name=name,
                conversions=conversions,
                tag=tag,
                backend=backend,
                delivered=delivered,
                waiting=waiting,
                withheld=withheld,
                refused=refused,
            )
        )
    return tuple(rows)
