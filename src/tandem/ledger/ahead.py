"""
Who goes next when more is due than one claim takes: the freshest and the most urgent share each claim.

A look at the outbox passes over everything that is under way, row by row. So one look serves several claims: what it
found beyond the first is kept here, for a moment. It is a guess, never a hold: whoever claims asks the books whether
each row is still there to be claimed, and looks anew where too few are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

import msgspec

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
