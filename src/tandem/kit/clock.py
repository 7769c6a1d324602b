"""Time as an argument: whoever needs the hour is handed a clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

Clock = Callable[[], datetime]
"""Answers the present moment, in UTC with microseconds."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MILLISECOND, _MICROSECOND = timedelta(seconds=1), timedelta(milliseconds=1), timedelta(microseconds=1)


def system_clock() -> datetime:
    return datetime.now(UTC)


def micros(moment: datetime) -> int:
    """Unix time in whole microseconds: how moments are kept in the ledger."""
    return (moment - EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    return EPOCH + value * _MICROSECOND


def to_millis(moment: datetime) -> int:
    return (moment - EPOCH) // _MILLISECOND


def from_millis(value: int) -> datetime:
    """Raises `OverflowError` when the moment is beyond the calendar."""
    return EPOCH + value * _MILLISECOND


@lru_cache(maxsize=1_024)
def from_seconds(value: int) -> datetime:
    """Raises `OverflowError` when the moment is beyond the calendar. Remembered: many events share a second."""
    return EPOCH + value * _SECOND
