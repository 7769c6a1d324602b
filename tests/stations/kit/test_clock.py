"""Moments in and out, exact to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kit.clock import from_micros, from_millis, from_seconds, micros, system_clock


def test_a_known_moment() -> None:
    """`date -u -d @1795348800` says Sunday, 22 November 2026, 12:00:00 UTC."""
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert from_seconds(1_795_348_800) == from_millis(1_795_348_800_000) == noon
    assert micros(noon) == 1_795_348_800_000_000


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_moment_loses_a_microsecond(moment: datetime) -> None:
    assert from_micros(micros(moment)) == moment


def test_a_moment_beyond_the_calendar_is_an_error_and_not_a_wrong_moment() -> None:
    with pytest.raises(OverflowError):
        from_seconds(10**18)


def test_the_clock_speaks_utc() -> None:
    assert system_clock().tzinfo is UTC
