"""
The window at a glance: what arrived, from where, what became of it.

Everything here counts the conversions first heard of since a moment, with all messages and fates that they have had by
now, so that within one overview arrivals are conversions + repetitions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

import msgspec

from tandem.event.model import Source
from tandem.event.outcome import Reason
from tandem.kit.clock import micros
from tandem.ledger.reports.destinations import DestinationRow, destination_rows
from tandem.ledger.reports.doorstep import DoorRefusal, door_refusals
from tandem.ledger.reports.names import NameRow, name_rows
from tandem.ledger.reports.recovered import BrowserLegs, Recovered, recovered
from tandem.ledger.reports.series import Series, series

_ARRIVALS = """
SELECT a.source, count(*) FROM conversion c JOIN arrival a ON a.conversion = c.id
WHERE c.received_at >= ? GROUP BY a.source
"""

_CONVERSIONS = """
SELECT
    count(*),
    coalesce(sum((SELECT count(DISTINCT source = 'tag') FROM arrival a WHERE a.conversion = c.id) > 1), 0),
    coalesce(sum(NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversion = c.id)), 0)
FROM conversion c WHERE c.received_at >= ?
"""

_FATES = """
SELECT o.fate, o.reason, count(*) FROM conversion c JOIN outbox o ON o.conversion = c.id
WHERE c.received_at >= ? GROUP BY o.fate, o.reason
"""


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    arrivals: dict[Source, int]
    """Messages by source. Together they are `conversions` + `repetitions`."""
    conversions: int
    repetitions: int
    """Messages on a conversion already known: the other source, a retry, a reload. Merged, never counted again."""
    told_by_both: int
    """Conversions that both the tag and a server told of."""
    owed_to_nobody: int
    """Conversions that no destination was to have: none is configured for their site."""
    delivered: int
    """This and the next two count each conversion once for each destination it is owed to."""
    waiting: int
    refused: dict[Reason, int]


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    since: datetime
    now: datetime
    totals: Totals
    recovered: Recovered
    events: tuple[NameRow, ...]
    destinations: tuple[DestinationRow, ...]
    series: Series
    door: tuple[DoorRefusal, ...]


def overview(
    ledger: sqlite3.Connection,
    since: datetime,
    now: datetime,
    destinations: Collection[str],
    browser_legs: BrowserLegs,
) -> Overview:
    return Overview(
        since=since,
        now=now,
        totals=totals(ledger, since),
        recovered=recovered(ledger, since, now, browser_legs),
        events=name_rows(ledger, since),
        destinations=destination_rows(ledger, since, destinations),
        series=series(ledger, since, now),
        door=door_refusals(ledger, since),
    )


def totals(ledger: sqlite3.Connection, since: datetime) -> Totals:
    window = (micros(since),)
    arrivals: dict[Source, int] = dict(ledger.execute(_ARRIVALS, window).fetchall())
    conversions, told_by_both, owed_to_nobody = ledger.execute(_CONVERSIONS, window).fetchone()
    fates = ledger.execute(_FATES, window).fetchall()
    return Totals(
        arrivals=arrivals,
        conversions=conversions,
        repetitions=sum(arrivals.values()) - conversions,
        told_by_both=told_by_both,
        owed_to_nobody=owed_to_nobody,
        delivered=sum(number for state, _, number in fates if state == "delivered"),
        waiting=sum(number for state, _, number in fates if state == "waiting"),
        refused={Reason(reason): number for state, reason, number in fates if state == "refused"},
    )
