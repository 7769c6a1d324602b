"""What stands where a value is missing (`null`, `n/a`, `test@test.com`), readable or hashed. It identifies nobody."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from tandem.kit.contracts import load

_TABLE: dict[str, list[str]] = {
    key: words for key, words in load("identity/placeholders.json").items() if isinstance(words, list)
}
_ANY = frozenset(_TABLE["any"])


def _digests(words: Iterable[str]) -> frozenset[str]:
    spellings = {form for word in words for form in (word, word.upper(), word.capitalize(), word.title())}
    return frozenset(sha256(form.encode()).hexdigest() for form in spellings)


_WORDS = {key: _ANY | frozenset(words) for key, words in _TABLE.items()}
_DIGESTS = {key: _digests(words) for key, words in _WORDS.items()}


def is_placeholder(key: str, value: str) -> bool:
    """True when `value`, trimmed and in lower case, stands for "nothing" under this key."""
    return value in _WORDS.get(key, _ANY)


def is_placeholder_hash(key: str, digest: str) -> bool:
    """True when `digest` (64 lower-case digits, or with an appendix) is the SHA-256 of a placeholder."""
    return digest[:64] in _DIGESTS.get(key, _DIGESTS["any"])
