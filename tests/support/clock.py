"""A clock that stands until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
"""A Sunday in November, on which most tests happen."""


class StandingClock:
    """Answers the same moment until `advance`, which may also turn it back."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """`advance(seconds=90)`; negative to turn it back. Returns the new moment."""
        self.now += timedelta(**by)
        return self.now
