"""How long to wait before the next try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

Roll = Callable[[], float]
"""A draw from [0, 1): chance as an argument."""

FIRST = timedelta(seconds=1)
CEILING = timedelta(minutes=15)


def wait(attempts: int, roll: Roll, *, first: timedelta = FIRST, ceiling: timedelta = CEILING) -> timedelta:
    """
    Exponential backoff with full jitter: a random share of a bound that doubles with each failed attempt.

    `attempts` counts the tries already made (1 after the first). Never shorter than a tenth of the bound, so that a
    lucky draw does not hammer a destination that is down.
    """
    bound = min(ceiling, first * (1 << min(attempts - 1, 32)))
    return bound * max(0.1, roll())
