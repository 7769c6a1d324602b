"""From what a sender knows of a customer to a `Person`: every value normalised, hashed, and then let go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tandem.config.site import MatchForm
from tandem.event.person import Person, Unusable
from tandem.identity.browser_ids import newest_click
from tandem.identity.keys import KEYS, PASSING
from tandem.identity.match_key import DIGESTS, Digests
from tandem.identity.normalise import Setting, country
from tandem.identity.passing import passing_id
from tandem.identity.values import Reading, readings
from tandem.identity.variants import VARIANTS

__all__ = ["Person", "Unusable", "person_of"]

Found = Digests | str | Unusable

WORKED_OUT: Mapping[str, Callable[[str, str, Setting], Found]] = {**dict.fromkeys(PASSING, passing_id), **DIGESTS}
"""By key, what makes of one value what is kept of it."""


def person_of(
    user_data: Mapping[str, object],
    *,
    region: str | None = None,
    today: date | None = None,
    form: MatchForm = "documented",
    variants: frozenset[str] = VARIANTS,
) -> tuple[Person, tuple[Unusable, ...]]:
    """
    The person behind `user_data`, and what of it could not be used.

    Keys are Meta's (`em`, `ph`…) or their common longer names (`email`, `first_name`, `postalCode`…); values are text,
    whole numbers, or lists of these, readable or SHA-256. `None` is no value. A bad value is dropped alone. `region`
    (ISO 3166-1 alpha-2) is the site's: it reads phone numbers without country code when the customer's own country is
    not told. `today` refuses later birthdays. `form` is the one in which Meta's fields are hashed; `variants` are the
    fields of other platforms that are wanted beside them. The client's address and browser are of the request and are
    passed over.
    """
    first, further, unusable = readings(user_data)
    setting = Setting(_country_told(first, further), region, today, form, variants)
    fields: dict[str, Any] = {}
    for name, text in first.items():
        key = KEYS[name]  # an equal text that is not the same one costs every look-up behind a comparison
        found = WORKED_OUT[key](key, text, setting)
        if type(found) is Unusable:
            unusable.append(found)
        elif type(found) is dict:
            fields.update(found)
        else:
            fields[key] = found
    for key, text in further:
        _add(key, WORKED_OUT[key](key, text, setting), fields, unusable)
    return Person(**fields), tuple(unusable)


def _country_told(first: Mapping[str, str], further: Sequence[Reading]) -> str | None:
    """The customer's country, if given readably: it tells how to read the state, the postal code and the phone."""
    if "country" not in first:
        return None
    told = [first["country"]]
    if further:
        told += [text for key, text in further if key == "country"]
    for text in told:
        if isinstance(code := country(text), str):
            return code
    return None


def _add(key: str, found: Found, fields: dict[str, Any], unusable: list[Unusable]) -> None:
    """A further value of a key: every hash once, of several clicks the newest, of several other ids the first."""
    if isinstance(found, Unusable):
        unusable.append(found)
    elif key == "fbc":
        fields[key] = newest_click(fields.get(key), str(found))
    elif isinstance(found, str):
        fields.setdefault(key, found)
    else:
        for field, hashes in (found if isinstance(found, dict) else {key: found}).items():
            fields[field] = tuple(dict.fromkeys(fields.get(field, ()) + hashes))
