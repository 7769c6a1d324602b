"""From what a sender knows of a customer to a `Person`: every value normalised, hashed, and then let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tandem.event.person import Person, Unusable
from tandem.identity.browser_ids import newest_click
from tandem.identity.keys import CONTEXT, PASSING, canonical, tellable
from tandem.identity.match_key import digests
from tandem.identity.normalise import Setting, country
from tandem.identity.passing import passing_id
from tandem.identity.values import texts_of

__all__ = ["Person", "Unusable", "person_of"]


def person_of(
    user_data: Mapping[str, object], *, region: str | None = None, today: date | None = None
) -> tuple[Person, tuple[Unusable, ...]]:
    """
    The person behind `user_data`, and what of it could not be used.

    Keys are Meta's (`em`, `ph`…) or their common longer names (`email`, `first_name`, `postalCode`…); values are text,
    whole numbers, or lists of these, readable or SHA-256. `None` is no value. A bad value is dropped alone. `region`
    (ISO 3166-1 alpha-2) is the site's: it reads phone numbers without country code when the customer's own country is
    not told. `today` refuses later birthdays. The client's address and browser are of the request and are passed over.
    """
    texts, unusable = _texts_by_key(user_data)
    setting = Setting(_country_told(texts), region, today)
    fields: dict[str, Any] = {}
    for key, values in texts.items():
        for text in values:
            problem = _passed(key, text, fields) if key in PASSING else _digested(key, text, setting, fields)
            if problem:
                unusable.append(problem)
    return Person(**fields), tuple(unusable)


def _texts_by_key(user_data: Mapping[str, object]) -> tuple[dict[str, Sequence[str]], list[Unusable]]:
    texts: dict[str, Sequence[str]] = {}
    unusable: list[Unusable] = []
    for name, value in user_data.items():
        if key := canonical(name):
            usable, problems = texts_of(key, value)
            texts[key] = [*texts[key], *usable] if key in texts else usable
            unusable += problems
        elif name not in CONTEXT:
            unusable.append(_unknown(name))
    return texts, unusable


def _unknown(name: str) -> Unusable:
    return Unusable(
        tellable(name), "is no key of user_data that we know", "Use Meta's keys: em, ph, fn, ln, external_id…"
    )


def _country_told(texts: Mapping[str, Sequence[str]]) -> str | None:
    """The customer's country, if given readably: it tells how to read the state, the postal code and the phone."""
    for text in texts.get("country", ()):
        if isinstance(code := country(text), str):
            return code
    return None


def _digested(key: str, text: str, setting: Setting, fields: dict[str, Any]) -> Unusable | None:
    found = digests(key, text, setting)
    if not isinstance(found, dict):
        return found
    for field, digest in found.items():
        if field not in fields:
            fields[field] = (digest,)
        elif digest not in fields[field]:
            fields[field] += (digest,)
    return None


def _passed(key: str, text: str, fields: dict[str, Any]) -> Unusable | None:
    """Of several ids the first is kept, of several clicks the newest."""
    found = passing_id(key, text)
    if not isinstance(found, str):
        return found
    fields[key] = newest_click(fields.get(key), found) if key == "fbc" else fields.get(key, found)
    return None
