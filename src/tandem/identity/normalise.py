"""
The normal form of each match key: one function per key, text in, the form that is hashed out.

A function answers with the normal form, or with an `Unusable` that says why there is none. It never raises and never
guesses. Those of nearly every customer take the setting, too, and do not ask it: so they stand in `RULES` as they are,
with no call between. The rules are Meta's documentation (developers.facebook.com/documentation/ads-commerce/
conversions-api/parameters/customer-information-parameters); where it is silent, or its own libraries disagree, the
choice and the alternatives stand in contracts/meta/match_keys.json. `country`, `st`, `ct` and `zp` are in `places`,
`ph` in `phone`, `db` in `birthdate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from tandem.config.site import MatchForm
from tandem.event.person import Unusable
from tandem.identity.birthdate import db
from tandem.identity.phone import ph
from tandem.identity.places import country, ct, st, zp
from tandem.identity.text import composed, holds_letter, letters_and_digits, lowered
from tandem.identity.variants import VARIANTS
from tandem.kit.contracts import load

__all__ = ["RULES", "Normal", "Setting", "country", "ct", "db", "em", "external_id", "fn", "ge", "ln", "ph", "st", "zp"]

Normal = str | Unusable

_GENDERS: dict[str, str] = {
    letters_and_digits(word): gender
    for gender, words in load("identity/genders.json")["words"].items()
    for word in words
}

_LONGEST_EMAIL = 254
"""Characters that fit into the path of SMTP: RFC 5321, 4.5.3.1.3."""

_LOCAL = r"[^\s@\"(),:;<>\[\]\\]{1,64}"
_LABEL = r"[^\s@\"(),:;<>\[\]\\.!#$%&'*+/=?^_`{|}~]{1,63}"
_EMAIL = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+(?!\d+$){_LABEL}(?<!\..)")
"""One bare address, `name@domain.tld`. The last label has two characters or more and is not a number."""

_USUAL_EMAIL = re.compile(r"[0-9a-z._%+-]{1,64}@(?:[0-9a-z-]{1,63}\.)+[a-z]{2,63}")
"""What nearly all of them are, in lower case already: known at half the price."""


def em(value: str, _: Setting | None = None) -> Normal:
    """
    E-mail: trimmed, lower case; dots and `+tags` stay, letters outside ASCII stay.

    Refused: anything but one bare address with a dotted domain (so `mailto:`, quotes, a comma behind it, a name in
    front). Source: Meta; the shape is the one that Meta's Pixel and parameter builder ask for.
    """
    if len(value) <= _LONGEST_EMAIL and _USUAL_EMAIL.fullmatch(value):
        return value
    address = lowered(value)
    if len(address) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address):
        return address
    return Unusable(
        "em", "is not an e-mail address", "Send one address alone, as name@domain.tld, or leave the key out."
    )


def fn(value: str, _: Setting | None = None) -> Normal:
    """First name: lower case, no white space, no punctuation; letters of any script and digits stay. Source: Meta."""
    return _name("fn", value)


def ln(value: str, _: Setting | None = None) -> Normal:
    """Last name: as the first name."""
    return _name("ln", value)


def _name(key: str, value: str) -> Normal:
    if value.isascii() and value.islower() and value.isalpha():
        return value
    name = letters_and_digits(value)
    if not holds_letter(name):
        return Unusable(key, "holds no letters", "Send the name as the customer writes it, or leave the key out.")
    return name


def ge(value: str) -> Normal:
    """Gender: `f` or `m`, from the words that forms offer in many languages. Meta knows no other value."""
    gender = _GENDERS.get(letters_and_digits(value))
    if gender is None:
        return Unusable("ge", "is neither female nor male in words we know", "Send f or m, or leave the key out.")
    return gender


def external_id(value: str, _: Setting | None = None) -> Normal:
    """
    The site's own id of a customer: lower case, all white space removed; everything else stays.

    Meta asks only that every channel sends the same. Its Pixel lower-cases, strips and hashes, its SDK sends the id as
    it is; both agree on the hash of this form.
    """
    parts = lowered(value).split()
    own_id = parts[0] if len(parts) == 1 else composed("".join(parts))
    if not own_id:
        return Unusable("external_id", "is empty", "Send your own id of the customer, or leave the key out.")
    return own_id


class Setting(msgspec.Struct, frozen=True):
    """
    What reading may depend on: the customer's country, the site's region (ISO 3166-1), the day, the site's form. And
    which hashes are wanted beside those that Meta compares.
    """

    country: str | None = None
    region: str | None = None
    today: date | None = None
    form: MatchForm = "documented"
    variants: frozenset[str] = VARIANTS


RULES: Mapping[str, Callable[[str, Setting], Normal]] = {
    "em": em,
    "ph": lambda value, setting: ph(value, setting.country or setting.region),
    "fn": fn,
    "ln": ln,
    "ge": lambda value, _: ge(value),
    "db": lambda value, setting: db(value, setting.today),
    "ct": lambda value, _: ct(value),
    "st": lambda value, setting: st(value, setting.country),
    "zp": lambda value, setting: zp(value, setting.country),
    "country": lambda value, _: country(value),
    "external_id": external_id,
}
"""Every match key and its rule."""
