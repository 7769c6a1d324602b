"""One value of one match key, from what the sender wrote to the hashes that the platforms compare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tandem.event.person import Hashes, Unusable
from tandem.identity.hash import DIGEST_LENGTHS, already_hashed, is_other_digest, sha256_hex
from tandem.identity.normalise import RULES, Normal, Setting
from tandem.identity.pixel_form import PIXEL_RULES
from tandem.identity.placeholders import PLACEHOLDERS, is_placeholder_hash
from tandem.identity.text import lowered
from tandem.identity.variants import FORMS

Digests = Hashes | dict[str, Hashes]
"""The hash of Meta's own field; by field of `Person`, where other platforms' are asked for too."""

_SHARED = ("ct", "st", "zp", "country", "ge")
"""Keys whose values many people share: worked out once, and not for everybody anew."""

_REMEMBERED = 4_096


def digests(key: str, text: str, setting: Setting) -> Digests | Unusable:
    """
    The hash `(…,)`, with other platforms' `{"em": (…,), "em_google": (…,)}`, or why there is none.

    What comes hashed is passed on in lower case and fills its own field only: a hash has no variants. Refused are
    placeholders, their hashes, and hashes other than SHA-256; a 32-digit `external_id` is an id, not an MD5.
    """
    small = lowered(text)
    if len(small) in DIGEST_LENGTHS and (passed_on := _passed_on(key, text.strip())):
        return passed_on
    if small in PLACEHOLDERS[key]:
        return _placeholder(key)
    normal = RULES[key](small, setting)
    if normal != small and normal in PLACEHOLDERS[key]:
        normal = _placeholder(key)
    if setting.form != "documented" and key in PIXEL_RULES:
        return _as_pixel(key, small, normal, setting)
    if not isinstance(normal, str):
        return normal
    if setting.variants and key in FORMS:
        return _each_once({key: normal} | _others(key, normal, setting))
    return (sha256_hex(normal),)


def _others(key: str, normal: str, setting: Setting) -> dict[str, str]:
    return {field: form(normal) for field, form in FORMS.get(key, {}).items() if field in setting.variants}


def _as_pixel(key: str, small: str, documented: Normal, setting: Setting) -> Digests | Unusable:
    """Meta's own field in the Pixel's form; what other platforms hash stays as they document it."""
    forms = _others(key, documented, setting) if isinstance(documented, str) else {}
    own = PIXEL_RULES[key](small)
    if isinstance(own, Unusable):
        return _each_once(forms) if forms else own
    return _each_once(forms | {key: own})


def _passed_on(key: str, text: str) -> Hashes | Unusable | None:
    if digest := already_hashed(text):
        return _placeholder(key) if is_placeholder_hash(key, digest) else (digest,)
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
