"""How fast a destination is sent to: as fast as it takes well, by its answers and by the allowance that they tell."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_GAP = timedelta(seconds=30)
"""Between two requests when the allowance is all but used up."""

FULL = 100
"""Per cent."""


class Pace:
    """
    Additive increase, multiplicative decrease: one more request at once for each round that went well, half as many
    after a failure. Near the end of the allowance: one at a time, with a gap that grows as the rest shrinks.
    """

    def __init__(self, ceiling: int, usage_ceiling: int = FULL) -> None:
        self._ceiling = max(1, ceiling)
        self._usage_ceiling = min(usage_ceiling, FULL - 1)
        self._width = 1.0
        self.usage = 0
        self.not_before: datetime | None = None

    @property
    def width(self) -> int:
        """How many requests may be under way at once."""
        return 1 if self.usage > self._usage_ceiling else int(self._width)

    def went_well(self) -> None:
        self._width = min(self._ceiling, self._width + 1 / self._width)

    def failed(self) -> None:
        self._width = max(1.0, self._width / 2)

    def told(self, usage: int, now: datetime) -> None:
        """How much of the allowance is used, in per cent."""
        self.usage = usage
        over = (min(usage, FULL) - self._usage_ceiling) / (FULL - self._usage_ceiling)
        self.not_before = now + LONGEST_GAP * over if over > 0 else None

    def rest(self, now: datetime) -> None:
        """Its answers cannot be written down just now: what is sent meanwhile would be sent again."""
        self.not_before = now + LONGEST_GAP

    def go_on(self) -> None:
        """By hand: the gap is over."""
        self.not_before = None

    def rests(self, now: datetime) -> bool:
        """Whether the gap is not over yet. A clock that was put back by more than the gap ends it."""
        return self.not_before is not None and now < self.not_before <= now + LONGEST_GAP
