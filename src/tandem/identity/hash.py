"""SHA-256, once: readable text is hashed, a hash is passed on."""

from __future__ import annotations

import re
from hashlib import sha256

_HASHED = re.compile(r"([0-9a-fA-F]{64})(\.(?:[0-9A-Za-z_-]{8}|[0-9A-Za-z_-]{2}))?")
"""A digest, and the mark that Meta's parameter builder may put behind it: github.com/facebook/capi-param-builder."""

_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
_LENGTHS = frozenset({64, 67, 73})
_OTHER_LENGTHS = frozenset({32, 40, 96, 128})
"""MD5, SHA-1, SHA-384 and SHA-512 in hexadecimal digits."""

DIGEST_LENGTHS = _LENGTHS | _OTHER_LENGTHS
"""Characters of whatever may be a hash: a text of another length is none."""


def sha256_hex(text: str) -> str:
    """SHA-256 of the text as UTF-8: 64 hexadecimal digits in lower case."""
    return sha256(text.encode()).hexdigest()


def hashed(normal: str) -> str:
    """The hash of a normal form; what is a hash already is passed on, never hashed again."""
    return already_hashed(normal) or sha256_hex(normal)


def already_hashed(value: str) -> str | None:
    """
    The hash in lower case when `value` is one, else None.

    Accepts 64 hexadecimal digits of any case, with or without an appendix of 8 or 2 characters behind a dot. The
    appendix is kept byte for byte: Meta takes it, and it tells Meta who made the hash.
    """
    if len(value) not in _LENGTHS:
        return None
    found = _HASHED.fullmatch(value)
    return found[1].lower() + (found[2] or "") if found else None


def is_other_digest(value: str) -> bool:
    """True for what looks like a hash by MD5, SHA-1, SHA-384 or SHA-512, which no platform can match."""
    return len(value) in _OTHER_LENGTHS and _HEXADECIMAL.fullmatch(value) is not None
