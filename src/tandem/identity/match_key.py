"""One value of one match key, from what the sender wrote to the hashes that the platforms compare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tandem.event.person import Hashes, Unusable
from tandem.identity.hash import DIGEST_LENGTHS, already_hashed, is_other_digest, sha256_hex
from tandem.identity.normalise import CODES, RULES, Setting
from tandem.identity.pixel_form import PIXEL_RULES
from tandem.identity.placeholders import PLACEHOLDERS, is_placeholder_hash
from tandem.identity.text import lowered
from tandem.identity.variants import FORMS

_CODES: Mapping[str, Hashes] = {code: (sha256_hex(code),) for code in CODES}
"""Countries, states and genders are few: what they come to is worked out once."""

_SHARED = ("ct", "st", "zp", "country", "ge")
"""Keys whose values many people share: worked out once, and not for everybody anew."""

_REMEMBERED = 4_096


def digests(key: str, text: str, setting: Setting) -> dict[str, Hashes] | Unusable:
    """
    The hashes by field of `Person`: `{"em": (…,), "em_google": (…,)}`, or why there are none.

    What comes hashed is passed on in lower case and fills its own field only: a hash has no variants. Refused are
    placeholders, their hashes, and hashes other than SHA-256; a 32-digit `external_id` is an id, not an MD5.
    """
    small = lowered(text)
    if len(small) in DIGEST_LENGTHS and (passed_on := _passed_on(key, text.strip())):
        return passed_on
    if small in PLACEHOLDERS[key]:
        return _placeholder(key)
    found = _documented(key, small, setting)
    return found if setting.form == "documented" else _as_pixel(key, small, found)


def _documented(key: str, small: str, setting: Setting) -> dict[str, Hashes] | Unusable:
    normal = RULES[key](small, setting)
    if not isinstance(normal, str):
        return normal
    if normal != small and normal in PLACEHOLDERS[key]:
        return _placeholder(key)
    if setting.variants and key in FORMS:
        return _each_once({key: normal} | _others(key, normal, setting))
    return {key: _CODES.get(normal) or (sha256_hex(normal),)}


def _others(key: str, normal: str, setting: Setting) -> dict[str, str]:
    return {field: form(normal) for field, form in FORMS[key].items() if field in setting.variants}


def _as_pixel(key: str, small: str, found: dict[str, Hashes] | Unusable) -> dict[str, Hashes] | Unusable:
    """Meta's own field in the Pixel's form; what other platforms hash stays as they document it."""
    if key not in PIXEL_RULES:
        return found
    others = {field: hashes for field, hashes in found.items() if field != key} if isinstance(found, dict) else {}
    normal = PIXEL_RULES[key](small)
    if isinstance(normal, str):
        return others | {key: (sha256_hex(normal),)}
    return others or normal


def _passed_on(key: str, text: str) -> dict[str, Hashes] | Unusable | None:
    if digest := already_hashed(text):
        return _placeholder(key) if is_placeholder_hash(key, digest) else {key: (digest,)}
    if key != "external_id" and is_other_digest(text):
        return Unusable(key, "is a hash, but not SHA-256", "Send SHA-256 in hexadecimal digits, or the readable value.")
    return None


def _each_once(forms: Mapping[str, str]) -> dict[str, Hashes]:
    """The hash of each form. Most addresses have only two, whatever the platform."""
    hashes: dict[str, Hashes] = {}
    found: dict[str, Hashes] = {}
    for field, form in forms.items():
        if form not in hashes:
            hashes[form] = (sha256_hex(form),)
        found[field] = hashes[form]
    return found


def _placeholder(key: str) -> Unusable:
    return Unusable(key, "is empty or a placeholder, readable or hashed", "Leave the key out when there is no value.")


DIGESTS = dict.fromkeys(RULES, digests) | dict.fromkeys(_SHARED, lru_cache(maxsize=_REMEMBERED)(digests))
"""By key, what works them out."""
