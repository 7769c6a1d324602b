"""
The appendix that Meta's parameter builder hangs behind ids, hashes, addresses and URLs.

Two characters name the language of the library. Eight are six bytes in base64url: the format (1), the language (1 to
6), what was done (0 to 3), and a version. Meta takes values with and without it.
Source: github.com/facebook/capi-param-builder
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode

LANGUAGES = frozenset({"AQ", "Ag", "Aw", "BA", "BQ", "Bg"})
EIGHT = re.compile(r"[A-Za-z0-9_-]{8}")
HASH = re.compile(r"[0-9a-fA-F]{64}")
ID_PARTS = 4
"""`fb`, subdomain index, creation time, and the id itself."""


def of_hash(value: str) -> str:
    """A SHA-256 hash in small letters, without what follows it; any other text unchanged."""
    found = HASH.match(value)
    return found[0].lower() if found and value[64:65] in ("", ".") else value


def of_browser_id(value: str) -> str:
    """`fbp` or `fbc` without its fifth part."""
    parts = value.split(".")
    is_marked = len(parts) > ID_PARTS and all(_is_appendix(part) for part in parts[ID_PARTS:])
    return ".".join(parts[:ID_PARTS]) if is_marked else value


def of_address(value: str) -> str:
    """An IP address without its appendix."""
    head, dot, tail = value.rpartition(".")
    return head if dot and _is_appendix(tail) else value


def of_url(value: str) -> str:
    """A URL without its appendix, which here is always the long one: a short one could be part of a file's name."""
    head, dot, tail = value.rpartition(".")
    return head if dot and len(tail) > 2 and _is_appendix(tail) else value


def _is_appendix(text: str) -> bool:
    if text in LANGUAGES:
        return True
    if not EIGHT.fullmatch(text):
        return False
    form, language, done = urlsafe_b64decode(text)[:3]
    return form == 1 and 1 <= language <= len(LANGUAGES) and done <= 3
