"""Phone numbers to E.164 digits: read, never guessed."""

from __future__ import annotations

import re

from tandem.event.person import Unusable
from tandem.identity import national
from tandem.identity.text import ascii_digits, lowered

_SEPARATORS = str.maketrans("", "", " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0().-/")
_PLAIN = re.compile(
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-69]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[0578]\d|9[679]\d)[1-9]\d{4,13}"
)
"""A country code (ITU-T E.164, one, two or three digits) and a number behind it that has no trunk zero."""

_RUNS = "01234567890123456789 98765432109876543210"
_RUN = 9
_REPEAT = 8


def ph(value: str, region: str | None = None) -> str | Unusable:
    """
    Phone number as digits with the country code, without `+`: `16505551212` from `+1 (650) 555-1212`.

    `region` (ISO 3166-1 alpha-2, any case) reads a number without country code; without it such a number is refused.
    Bare digits are Meta's own form and are read as holding their country code when `region` cannot read them.
    Extensions are dropped, and so is a trunk zero behind the country code (`+44 (0)20`): nobody dials it from abroad.
    Refused: what is no number of any country, and what nobody dials (nine digits in a row, one digit eight times).
    Sources: Meta (digits only, with country code, no leading zeros); ITU-T E.164; Google's libphonenumber.
    """
    text = ascii_digits(lowered(value))
    digits = _quick(text) or _read(text, region)
    if digits is None:
        return _unusable("has no country code, or is no number of its country")
    if _is_fake(digits):
        return _unusable("is a made-up number")
    return digits


def _quick(text: str) -> str | None:
    """The digits of a number that is plainly international. Anything less plain is for the library."""
    if not text.startswith("+") or "(0" in text:
        return None
    digits = text[1:] if text[1:].isdecimal() else text[1:].translate(_SEPARATORS)
    return digits if 8 <= len(digits) <= 15 and _PLAIN.fullmatch(digits) else None


def _read(text: str, region: str | None) -> str | None:
    """The digits as libphonenumber reads them: by the region first, then as an international number."""
    home = region.upper() if region else None
    if home and (plain := national.read(text, home)):
        return plain
    if digits := _parsed(text, home):
        return digits
    if text.startswith("00"):
        return _parsed("+" + text[2:], None)
    return _parsed("+" + text, None) if text.isdecimal() and text[0] != "0" else None


def _parsed(text: str, region: str | None) -> str | None:
    import phonenumbers  # 100 ms: paid by the first number that needs it, not by every start

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return f"{number.country_code}{phonenumbers.national_significant_number(number)}"


def _is_fake(digits: str) -> bool:
    return digits[-_RUN:] in _RUNS or not digits[-_REPEAT:].strip(digits[-1])


def _unusable(problem: str) -> Unusable:
    return Unusable("ph", problem, "Send it with its country code, as +16505551212, or set the site's region.")
