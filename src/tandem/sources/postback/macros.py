"""Placeholders that a network was to fill in and did not: as good as nothing."""

from __future__ import annotations

import re
from urllib.parse import unquote

_UNFILLED = re.compile(r"[{\[<$%#][^&]*[}\]>%#]|\$\{?\w+\}?|replace(_?me)?|null|undefined|none|n/?a", re.IGNORECASE)


def filled(value: str) -> str:
    """The value without the spaces around it; empty for a placeholder such as `{clickid}`, `%7Bsum%7D` or `REPLACE`."""
    text = unquote(unquote(value)).strip()
    return "" if _UNFILLED.fullmatch(text) else value.strip()
