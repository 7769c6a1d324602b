"""One value of one match key, from what the sender wrote to the hashes that the platforms compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tandem.event.person import Unusable
from tandem.identity.hash import already_hashed, is_other_digest, sha256_hex
from tandem.identity.normalise import RULES, Setting
from tandem.identity.placeholders import is_placeholder, is_placeholder_hash
from tandem.identity.text import lowered
from tandem.identity.variants import em_google, em_microsoft, em_reddit, ph_plus

_VARIANTS: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "em": {"em_google": em_google, "em_microsoft": em_microsoft, "em_reddit": em_reddit},
    "ph": {"ph_plus": ph_plus},
}
_LEAVE_OUT = "Leave the key out when there is no value."


def digests(key: str, text: str, setting: Setting) -> dict[str, str] | Unusable:
    """
    The hashes by field of `Person`: `{"em": …, "em_google": …}`, or why there are none.

    What comes hashed is passed on in lower case and fills its own field only: a hash has no variants. Refused are
    placeholders, their hashes, and hashes other than SHA-256; a 32-digit `external_id` is an id, not an MD5.
    """
    trimmed = text.strip()
    if digest := already_hashed(trimmed):
        if is_placeholder_hash(key, digest):
            return Unusable(key, "is the hash of a placeholder, such as an empty text or null", _LEAVE_OUT)
        return {key: digest}
    if key != "external_id" and is_other_digest(trimmed):
        return Unusable(key, "is a hash, but not SHA-256", "Send SHA-256 in hexadecimal digits, or the readable value.")
    return _hashed_here(key, text, setting)


def _hashed_here(key: str, text: str, setting: Setting) -> dict[str, str] | Unusable:
    if is_placeholder(key, lowered(text)):
        return Unusable(key, "is empty or a placeholder", _LEAVE_OUT)
    normal = RULES[key](text, setting)
    if isinstance(normal, Unusable):
        return normal
    if is_placeholder(key, normal):
        return Unusable(key, "is empty or a placeholder", _LEAVE_OUT)
    return _in_every_variant(key, normal)


def _in_every_variant(key: str, normal: str) -> dict[str, str]:
    plain = sha256_hex(normal)
    found = {key: plain}
    if key in _VARIANTS:
        for field, variant_of in _VARIANTS[key].items():
            variant = variant_of(normal)
            found[field] = plain if variant == normal else sha256_hex(variant)
    return found
