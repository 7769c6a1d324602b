"""
Who goes next when more is due than one claim takes: the freshest and the most urgent share each claim.

A look at the outbox passes over everything that is under way, row by row. So one look serves several claims: what it
found beyond the first is kept here, for a moment. It is a guess, never a hold: whoever claims asks the books whether
each row is still there to be claimed, and looks anew where too few are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

import msgspec

from tandem.kit.clock import micros

GOOD_FOR = timedelta(seconds=1)
"""What has come due since a look, however urgent, waits for the next one."""


class Ahead(msgspec.Struct):
    """What one look found for the claims to come, the next one first."""

    looked_at: datetime
    limit: int
    fresh: int
    """How many of each claim are the freshest."""
    claims: list[list[int]]

    def next(self, now: datetime, limit: int, fresh: int) -> list[int]:
        """Nothing for a claim of another size, or when the look is of another time, also where a clock was put back."""
        same = (limit, fresh) == (self.limit, self.fresh)
        if not self.claims or not same or not timedelta() <= now - self.looked_at < GOOD_FOR:
            return []
        return self.claims.pop(0)


class Next:
    """By destination: a look at the outbox, and what the last one found for later claims."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._ahead: dict[str, Ahead] = {}

    def foreseen(self, destination: str, now: datetime, limit: int, fresh: int) -> list[int]:
        """What the last look found for this claim: it may have been taken, postponed or given its fate since."""
        ahead = self._ahead.get(destination)
        return ahead.next(now, limit, fresh) if ahead else []

    def look(self, destination: str, now: datetime, limit: int, fresh: int) -> list[int]:
        """
        All that is due, or, when that is too much, a share of the freshest and the rest by deadline. A look passes over
        all that is held: so the more there is, the more later claims it looks for at once.
        """
        claims = 1 + self._held(destination) // limit
        until = micros(now)
        newest = ids(self._sql.execute(_NEWEST, (destination, until, max(limit + 1, claims * fresh))))
        if len(newest) <= limit:
            self._ahead.pop(destination, None)
            return newest
        urgent = ids(self._sql.execute(_MOST_URGENT, (destination, until, claims * limit)))
        first, *more = share_out(newest, urgent, limit, fresh, claims)
        self._ahead[destination] = Ahead(now, limit, fresh, more)
        return first

    def _held(self, destination: str) -> int:
        (count,) = self._sql.execute("SELECT count(*) FROM lease WHERE destination = ?", (destination,)).fetchone()
        return int(count)


def share_out(newest: Sequence[int], urgent: Sequence[int], limit: int, fresh: int, claims: int) -> list[list[int]]:
    """
    So many claims of `limit` conversions each, the first whatever there is of it, the others full: `fresh` of the
    newest, the rest the most urgent. None is in two of them.
    """
    taken: set[int] = set()
    newcomers, first_of_all = _untaken(newest, taken), _untaken(urgent, taken)
    found: list[list[int]] = []
    for _ in range(claims):
        chosen = _take(newcomers, fresh, taken)
        chosen += _take(first_of_all, limit - len(chosen), taken)
        if found and len(chosen) < limit:
            break
        found.append(chosen)
    return found


def _untaken(conversions: Sequence[int], taken: set[int]) -> Iterator[int]:
    return (each for each in conversions if each not in taken)


def _take(conversions: Iterator[int], count: int, taken: set[int]) -> list[int]:
    some = list(islice(conversions, count))
    taken.update(some)
    return some


def ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [row[0] for row in rows]


FREE = """
NOT EXISTS (SELECT 1 FROM lease l WHERE l.destination = outbox.destination AND l.conversion = outbox.conversion)
"""
"""Of a row of the outbox: that nobody sends it just now."""

_NEWEST = f"""
SELECT conversion FROM outbox INDEXED BY outbox_due
WHERE destination = ? AND state = 'waiting' AND due_at <= ? AND {FREE} ORDER BY due_at DESC LIMIT ?
"""  # noqa: S608 - our own words

_MOST_URGENT = f"""
SELECT conversion FROM outbox INDEXED BY outbox_deadline
WHERE destination = ? AND state = 'waiting' AND due_at <= ? AND {FREE} ORDER BY deadline LIMIT ?
"""  # noqa: S608 - our own words
