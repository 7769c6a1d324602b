"""When to come back, as whoever answered wishes: RFC 9110 §10.2.3."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.kit.retry_after import retry_after

HOUR = timedelta(hours=1)
NOON = "Sun, 06 Nov 1994 12:00:00 GMT"


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        ("30", timedelta(seconds=30)),
        (" 30 ", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("86400", HOUR),
        ("999999999", HOUR),
        ("9" * 5_000, None),
        ("²", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_a_number_of_seconds_is_heard_within_reason(wish: str, after: timedelta | None) -> None:
    """At most an hour: events grow old. What cannot be read leaves the pause to us."""
    assert retry_after({"retry-after": wish}) == after


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        ("Sun, 06 Nov 1994 12:02:00 GMT", timedelta(minutes=2)),
        ("Sunday, 06-Nov-94 12:02:00 GMT", timedelta(minutes=2)),
        ("Sun Nov  6 12:02:00 1994", timedelta(minutes=2)),
        ("Mon, 07 Nov 1994 12:00:00 GMT", HOUR),
        ("Sun, 06 Nov 1994 11:59:00 GMT", timedelta(0)),
        ("Sun, 06 Nov 1994 25:61:00 GMT", None),
        ("Sun, 99 Foo", None),
        ("tomorrow", None),
    ],
)
def test_a_date_is_counted_from_the_date_of_the_answer(wish: str, after: timedelta | None) -> None:
    """In each of the three forms a reader of HTTP must take (RFC 9110 §5.6.7). Our own clock is not asked."""
    assert retry_after({"retry-after": wish, "date": NOON}) == after


@pytest.mark.parametrize("date", ["", "noon"])
def test_a_date_without_the_answers_own_says_nothing(date: str) -> None:
    assert retry_after({"retry-after": NOON, "date": date}) is None
