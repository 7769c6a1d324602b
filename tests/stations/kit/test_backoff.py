"""How long a failed delivery waits: longer each time, never nothing, never forever, never all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.kit.backoff import CEILING, FIRST, wait


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (10, 512), (11, 900), (50, 900), (100_000, 900)]
)
def test_the_bound_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    assert wait(attempts, lambda: 1.0) == timedelta(seconds=seconds)


def test_half_a_roll_is_half_the_bound() -> None:
    """The wait is a random share of the bound, so that a thousand senders do not come back together."""
    assert wait(4, lambda: 0.5) == timedelta(seconds=4)


def test_a_lucky_roll_still_waits_a_tenth() -> None:
    assert wait(4, lambda: 0.0) == timedelta(seconds=0.8)


@given(attempts=st.integers(1, 10**6), roll=st.floats(0, 1, exclude_max=True))
def test_no_wait_is_shorter_than_a_tenth_of_a_second_or_longer_than_the_ceiling(attempts: int, roll: float) -> None:
    assert FIRST / 10 <= wait(attempts, lambda: roll) <= CEILING
