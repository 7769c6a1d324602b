"""What looks like an address of a person or like a token, taken out of what is shown or logged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.\w+")
_LONG_TOKEN = re.compile(r"\b[A-Za-z0-9_-]{40,}\b")


def redacted(value: Any) -> Any:
    """A value of a log line, however deep it is: what holds neither is left as it is."""
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {redact_text(str(key)): redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else redact_text(str(value))


def redact_text(text: str) -> str:
    """`[email]` and `[token]` stand where they stood."""
    return _LONG_TOKEN.sub("[token]", _EMAIL.sub("[email]", text))
