"""
The form in which Meta's Pixel hashes a match key, for sites that hash for `fbq` with Meta's libraries: both legs then
carry the same hash. The documented form (`normalise`) is the better one; it is the default.

Which keys differ stands in contracts/meta/match_keys.json, what each becomes in contracts/meta/vectors/ (`pixel`), as
fbevents.js 2.9.252 was seen to do it. Where the Pixel finds no form and hashes the text as it was typed, there is none
here: no account at Meta has such a hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from tandem.event.person import Unusable
from tandem.identity import normalise
from tandem.identity.places import COUNTRIES
from tandem.kit.contracts import load

Normal = str | Unusable

_SPACES_AND_PUNCTUATION = re.compile(r"[\s!-/:-@\[-`{-~]+")
_NOT_A_TO_Z = re.compile(r"[^a-z]+")
_NOT_A_TO_9 = re.compile(r"[^a-z0-9]+")
_NO_DIGIT = re.compile(r"[^0-9]+")
_YEAR_FIRST = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\D?(\d{1,2})\D?(\d{4})", re.ASCII)
_MONTHS, _DAYS = range(1, 13), range(1, 32)
_YEARS = range(1800, 2200)


def em(value: str) -> Normal:
    """As documented, of ASCII letters alone."""
    return normalise.em(value) if value.isascii() else _none("em")


def ph(value: str) -> Normal:
    """The digits without leading zeros; a country code that is missing stays missing, an extension stays in it."""
    return _NO_DIGIT.sub("", value).lstrip("0") or _none("ph")


def name(value: str) -> Normal:
    """Without white space and ASCII punctuation; `’` stays."""
    return _SPACES_AND_PUNCTUATION.sub("", value) or _none("fn")


def ge(value: str) -> Normal:
    """The first letter is all it knows: `f` or `m`, and no word."""
    return value if value in ("f", "m") else _none("ge")


def ct(value: str) -> Normal:
    """Without everything but a to z and digits, so `zrich` for Zürich; it must begin with a letter."""
    city = _NOT_A_TO_9.sub("", value)
    return city if city[:1].isalpha() else _none("ct")


def state(value: str) -> Normal:
    """Two letters: the code of a state or province of the United States or Canada, else the first two."""
    letters = _NOT_A_TO_Z.sub("", value)
    return _STATES.get(letters) or letters[:2] or _none("st")


def zp(value: str) -> Normal:
    """Up to the first dash, spaces kept: `m1 1ae`, and `100` for 100-0001."""
    code = value.partition("-")[0].strip()
    return code if len(code) >= 2 else _none("zp")


def country(value: str) -> Normal:
    """The code of an English name, else the first two letters, so `uk` for UK."""
    letters = _NOT_A_TO_Z.sub("", value)
    return _ENGLISH.get(letters) or letters[:2] or _none("country")


def db(value: str) -> Normal:
    """YYYYMMDD; of two readings the month first. No calendar is asked: 30 February passes."""
    if found := _YEAR_FIRST.fullmatch(value):
        return _date(found[1], found[2], found[3]) or _none("db")
    if found := _YEAR_LAST.fullmatch(value):
        return _date(found[3], found[1], found[2]) or _date(found[3], found[2], found[1]) or _none("db")
    return _none("db")


def _date(year: str, month: str, day: str) -> str | None:
    if int(year) not in _YEARS or int(month) not in _MONTHS or int(day) not in _DAYS:
        return None
    return f"{year}{int(month):02}{int(day):02}"


def _none(key: str) -> Unusable:
    cure = "Send it in Meta's documented form, or set match-form to documented."
    return Unusable(key, "has no form in which the Pixel would hash it", cure)


def _by_name(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The Pixel knows plain names alone: `Côte d'Ivoire` is none of them."""
    return {_NOT_A_TO_Z.sub("", name.lower()): code for name, code in names if name.isascii()}


_ENGLISH = _by_name((row["names"][0], code) for code, row in COUNTRIES.items())
_STATES = _by_name(
    (name, code)
    for codes in load("identity/regions.json")["regions"].values()
    for code, names in codes.items()
    for name in names
)

_FUNCTIONS: Mapping[str, Callable[[str], Normal]] = {
    "em": em,
    "ph": ph,
    "fn": name,
    "ln": name,
    "ge": ge,
    "db": db,
    "ct": ct,
    "st": state,
    "zp": zp,
    "country": country,
}

PIXEL_RULES = {key: _FUNCTIONS[key] for key in load("meta/match_keys.json")["forms"]["pixel"]}
"""The keys that the Pixel hashes in a form of its own, each with its rule. Values come lower-cased and trimmed."""
