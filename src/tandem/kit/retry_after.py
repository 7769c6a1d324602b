"""When whoever answered wishes to be asked again: RFC 9110 §10.2.3, a number of seconds or a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)
"""A longer wish is asked about again after an hour: events grow old meanwhile."""

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """
    From 0 to an hour, or None where nothing is said that can be read. `headers` are in lower case. A date is counted
    from the `Date` of the same answer, so that no two clocks are compared.
    """
    wish = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(wish):
        return min(timedelta(seconds=int(wish)), LONGEST)
    until, told = _moment(wish), _moment(headers.get("date", ""))
    if until is None or told is None:
        return None
    return min(max(until - told, timedelta()), LONGEST)


def _moment(text: str) -> datetime | None:
    """One of the three forms of RFC 9110 §5.6.7, all of them in UTC."""
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except ValueError:
        return None
