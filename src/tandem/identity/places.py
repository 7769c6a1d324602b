"""Where a customer lives: country, state, city, postal code. Never derived from an IP address."""

from __future__ import annotations

from functools import cache
from typing import Any

from tandem.event.person import Unusable
from tandem.identity.text import ascii_digits, holds_letter, letters_and_digits, plain_letters
from tandem.kit.contracts import load

COUNTRIES: dict[str, dict[str, Any]] = load("identity/countries.json")["countries"]
"""Every country of ISO 3166-1 by its alpha-2 code in lower case."""

_REGIONS: dict[str, dict[str, str]] = {
    country: {plain_letters(name): code for code, names in codes.items() for name in (code, country + code, *names)}
    for country, codes in load("identity/regions.json")["regions"].items()
}
"""Per country, the folded name, code or ISO 3166-2 code of a state, and its two letters."""

STATES = frozenset(code for codes in _REGIONS.values() for code in codes.values())

_US_POST = frozenset({"us", "as", "gu", "mp", "pr", "vi", "um", "fm", "mh", "pw"})
"""The countries and territories that the United States Postal Service numbers."""

_ZIP, _ZIP_PLUS_4 = 5, 9
"""Digits of an American postal code, short and long. No other country's has nine, but where Saudi Arabia adds four."""


def country(value: str) -> str | Unusable:
    """
    Country as ISO 3166-1 alpha-2 in lower case: `us` from `US`, `USA`, `United States` or `Estados Unidos`.

    `UK` is `gb`. A name that two countries share (`Congo`) and a code that no country has are refused.
    """
    folded = letters_and_digits(value)
    if folded in COUNTRIES:
        return folded
    code = _country_names().get(folded) or _country_names().get(plain_letters(value))
    return code or Unusable("country", "is no country we know", "Send the ISO 3166-1 code of two letters, e.g. de.")


@cache
def _country_names() -> dict[str, str]:
    known = {row["alpha3"]: code for code, row in COUNTRIES.items()}
    spelled = [(name, code) for code, row in COUNTRIES.items() for name in row["names"]]
    for fold in (letters_and_digits, plain_letters):
        for name, code in spelled:
            known.setdefault(fold(name), code)
    return known


def st(value: str, country: str | None = None) -> str | Unusable:
    """
    State or province: two letters in the United States and Canada, elsewhere the whole name without spaces.

    `country` (alpha-2) tells which table to read; unknown, both are tried. `US-NY` is read as `ny`. Meta's
    documentation asks for two letters in the United States; Canada's provinces follow the Pixel and every address form.
    """
    state = letters_and_digits(value)
    for table in _tables(country):
        if code := table.get(state) or table.get(plain_letters(value)):
            return code
    return state or Unusable("st", "holds no letters", "Send the state's name or code, or leave the key out.")


def _tables(country: str | None) -> list[dict[str, str]]:
    if country is None:
        return list(_REGIONS.values())
    return [_REGIONS[country]] if country in _REGIONS else []


def ct(value: str) -> str | Unusable:
    """City: lower case, no white space, punctuation or symbols; letters of any script and digits stay. Source: Meta."""
    city = letters_and_digits(value)
    if not holds_letter(city):
        return Unusable("ct", "holds no letters", "Send the city's name, or leave the key out.")
    return city


def zp(value: str, country: str | None = None) -> str | Unusable:
    """
    Postal code: lower case, without spaces and dashes; five digits in the United States.

    `country` is alpha-2. Unknown, only the unmistakable shape of ZIP+4 (nine digits) is cut to five. Refused: fewer
    than three characters or more than ten, no digit at all, an American code of another length (a lost leading zero).
    """
    code = letters_and_digits(ascii_digits(value))
    if (country is None or country in _US_POST) and len(code) == _ZIP_PLUS_4 and code.isdecimal():
        return code[:_ZIP]
    if country in _US_POST and not (len(code) == _ZIP and code.isdecimal()):
        return Unusable("zp", "is no American ZIP code", "Send five digits as text, so that leading zeros stay.")
    if not 3 <= len(code) <= 10 or not any(map(str.isdecimal, code)):
        return Unusable("zp", "is no postal code", "Send the postal code as text, so that leading zeros stay.")
    return code
