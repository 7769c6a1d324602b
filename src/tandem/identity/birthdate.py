"""Dates of birth, read strictly: a date that can be read in two ways is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date

from tandem.event.person import Unusable
from tandem.identity.text import ascii_digits, lowered

_EARLIEST = 1900
"""Meta's first year. The first day of it is what programs write when they know nothing: see placeholders."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?(?:z|\+00:?00)?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MONTH_IN_WORDS = re.compile(r"(?:([a-z]{3,9})\.?[ -](\d{1,2})|(\d{1,2})[ -]([a-z]{3,9})\.?),?[ -](\d{4})")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, month in enumerate(_MONTH_NAMES, start=1) for name in (month, month[:3])} | {
    "sept": 9
}


def db(value: str, today: date | None = None) -> str | Unusable:
    """
    Date of birth as YYYYMMDD: `19970216` from `1997-02-16`, `2/16/1997`, `16.2.1997` or `Feb 16, 1997`.

    Refused: `02/03/1997`, which may be March or February; years of two digits; days that no calendar has; a year
    before 1900; a day after `today` (when given); a time of day, which a time zone may have moved over midnight.
    Source: Meta (YYYYMMDD, year from 1900 to now).
    """
    text = ascii_digits(lowered(value))
    born = _year_first(text) or _year_last(text) or _month_in_words(text)
    if born is None:
        return _unusable("is no date that we can read without guessing")
    if isinstance(born, Unusable):
        return born
    if born.year < _EARLIEST or (today is not None and born > today):
        return _unusable("lies before 1900 or in the future")
    return f"{born:%Y%m%d}"


def _year_first(text: str) -> date | None:
    found = _YEAR_FIRST.fullmatch(text)
    if not found or (not found[2] and len(found[3] + found[4]) != 4):
        return None
    return _date(int(found[1]), int(found[3]), int(found[4]))


def _year_last(text: str) -> date | Unusable | None:
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    american, european = _date(year, first, second), _date(year, second, first)
    if american and european and american != european:
        return _unusable("may be read as day before month or as month before day")
    return american or european


def _month_in_words(text: str) -> date | None:
    found = _MONTH_IN_WORDS.fullmatch(text)
    if not found:
        return None
    return _date(int(found[5]), _MONTHS.get(found[1] or found[4], 0), int(found[2] or found[3]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unusable(problem: str) -> Unusable:
    return Unusable("db", problem, "Send the date of birth as YYYYMMDD, e.g. 19970216.")
