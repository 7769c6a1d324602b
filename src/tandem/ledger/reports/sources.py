"""How each source stands: when it was heard, how long it is silent as a rule, what was refused, how it is asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros
from tandem.ledger.asking import AskingRow, asking_rows
from tandem.ledger.heard import HOUR, micros_of
from tandem.ledger.lookups import waiting_lookups

LATELY = timedelta(hours=6)
"""How far back refusals are counted."""

HABIT = 5
"""In so many different hours a source must have been heard before it has a habit."""

_REFUSED = """
SELECT source, reason, problem, cure, sum(count), max(count) FROM refusal WHERE hour >= ? AND reason <> ?
GROUP BY source
"""
# With one max() in the list, SQLite takes the bare columns from the row that has the maximum: the most frequent.


class Refusing(msgspec.Struct, frozen=True, kw_only=True):
    """What was refused of one source lately, and what was said of the most frequent kind."""

    count: int
    reason: Reason
    problem: str
    cure: str


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One source. Silent is one that does not tell by itself; what it tells when asked is no sign of life."""

    source: str
    messages: int
    """That it told by itself, ever."""
    heard_at: datetime | None
    """When it last told something by itself; None: never."""
    habit: float | None
    """Hours of silence that are usual: the second longest silence of four weeks. The longest may have been a fault."""
    lately: int
    """Messages in the last six hours, as the books count hours."""
    refusing: Refusing | None
    """What was refused in the same hours; None: nothing."""
    asking: tuple[AskingRow, ...] = ()
    waiting: int = 0
    """What it named and is still to be looked up."""


def source_rows(ledger: sqlite3.Connection, now: datetime, names: Sequence[str]) -> tuple[SourceRow, ...]:
    """Those that the settings name, in their order."""
    heard = {source: told for source, *told in ledger.execute("SELECT source, messages, last_at FROM source_heard")}
    since = micros(now - LATELY) // micros_of(HOUR) * micros_of(HOUR)
    refused = _refused(ledger, since)
    asked, waiting = asking_rows(ledger), waiting_lookups(ledger)
    return tuple(
        SourceRow(
            source=name,
            messages=heard[name][0] if name in heard else 0,
            heard_at=from_micros(heard[name][1]) if name in heard else None,
            habit=habit(hours := _hours(ledger, name)),
            lately=sum(count for hour, count in hours if hour >= since),
            refusing=refused.get(name),
            asking=tuple(row for row in asked if row.source == name),
            waiting=waiting.get(name, 0),
        )
        for name in names
    )


def habit(hours: Sequence[tuple[int, int]]) -> float | None:
    """In hours; None before the source has been heard in enough of them."""
    if len(hours) < HABIT:
        return None
    return sorted(later - earlier for (earlier, _), (later, _) in pairwise(hours))[-2] / micros_of(HOUR)


def _hours(ledger: sqlite3.Connection, source: str) -> list[tuple[int, int]]:
    sql = "SELECT hour, messages FROM source_hour WHERE source = ? ORDER BY hour"
    return ledger.execute(sql, (source,)).fetchall()


def _refused(ledger: sqlite3.Connection, since: int) -> dict[str, Refusing]:
    rows: Iterable[tuple[str, str, str, str, int, int]] = ledger.execute(_REFUSED, (since, Reason.NO_ROOM))
    return {
        source: Refusing(count=count, reason=Reason(reason), problem=problem, cure=cure)
        for source, reason, problem, cure, count, _ in rows
    }
