"""Hashes of nothing: what a sender gets who hashes an empty field, or the word "null". They match nobody."""

from __future__ import annotations

import hashlib
from functools import cache

from tandem.emulator import appendix


@cache
def hashes(placeholders: frozenset[str]) -> frozenset[str]:
    """The SHA-256 of each placeholder, in hex."""
    return frozenset(hashlib.sha256(word.encode()).hexdigest() for word in placeholders)


def is_hash_of_nothing(value: object, placeholders: frozenset[str]) -> bool:
    """Whether a value, or each of a list of values, is the hash of a placeholder; an appendix does not hide it."""
    values = value if isinstance(value, list) else [value]
    return all(appendix.of_hash(str(item)) in hashes(placeholders) for item in values)
