"""What became of the conversions over time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros
from tandem.ledger.reports.fates import BY_RULE

_STEPS = (
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=5)),
    (timedelta(hours=24), timedelta(minutes=30)),
    (timedelta(days=7), timedelta(hours=4)),
)
"""Windows up to this long, and their slices: 42 to 72 of them, which a phone can still show."""

_SQL = """
SELECT c.received_at / :step * :step AS at, o.fate, o.reason, count(*)
FROM conversion c JOIN outbox o ON o.conversion = c.id
WHERE c.received_at >= :since GROUP BY at, o.fate, o.reason
"""


class Slice(msgspec.Struct, frozen=True):
    """The conversions first heard of from `at` until the next slice, once for each destination they are owed to."""

    at: datetime
    delivered: int = 0
    waiting: int = 0
    withheld: int = 0
    """Refused by the site's own rules: no consent, browser only."""
    refused: int = 0
    """Refused for a reason that somebody should look into."""


class Series(msgspec.Struct, frozen=True):
    """Slices of `step` seconds without gaps, oldest first."""

    step: int
    slices: tuple[Slice, ...]


def series(ledger: sqlite3.Connection, since: datetime, now: datetime) -> Series:
    step = next((step for window, step in _STEPS if now - since <= window), timedelta(days=1))
    width = step // timedelta(microseconds=1)
    counts: dict[int, dict[str, int]] = {at: {} for at in _starts(micros(since), micros(now), width)}
    for at, state, reason, number in ledger.execute(_SQL, {"since": micros(since), "step": width}):
        kind = "withheld" if state == "refused" and Reason(reason) in BY_RULE else state
        slice_ = counts.setdefault(at, {})
        slice_[kind] = slice_.get(kind, 0) + number
    return Series(int(step.total_seconds()), tuple(Slice(from_micros(at), **counts[at]) for at in sorted(counts)))


def _starts(since: int, now: int, width: int) -> Iterator[int]:
    return iter(range(since // width * width, now + 1, width))
