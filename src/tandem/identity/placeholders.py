"""What stands where a value is missing (`null`, `n/a`, `test@test.com`), readable or hashed. It identifies nobody."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from tandem.identity.keys import HASHED, PASSING
from tandem.kit.contracts import load

_TABLE = load("identity/placeholders.json")
_ANY = frozenset(_TABLE["any"])
_OWN: dict[str, list[str]] = {key: _TABLE.get(key, []) for key in (*HASHED, *PASSING)}


def _digests(words: Iterable[str]) -> frozenset[str]:
    spellings = {form for word in words for form in (word, word.upper(), word.capitalize(), word.title())}
    return frozenset(sha256(form.encode()).hexdigest() for form in spellings)


_ANY_DIGESTS = _digests(_ANY)
PLACEHOLDERS = {key: _ANY.union(words) for key, words in _OWN.items()}
"""By key, what stands for "nothing" under it: trimmed and in lower case."""

_DIGESTS = {key: _ANY_DIGESTS | _digests(words) for key, words in _OWN.items()}


def is_placeholder_hash(key: str, digest: str) -> bool:
    """True when `digest` (64 lower-case digits, or with an appendix) is the SHA-256 of a placeholder."""
    return digest[:64] in _DIGESTS[key]
