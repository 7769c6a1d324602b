"""How banners write: percent signs, JSON, base64 of JSON, a JavaScript object, pairs. What cannot be read is empty."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import Any
from urllib.parse import unquote

import msgspec

_LONGEST = 16_384
_MEMBER = re.compile(r"\s*(?P<name>\w+)\s*:\s*(?:'(?P<quoted>[^']*)'|(?P<bare>[^,'{}\s]*))\s*(?:,|$)")


def plain(text: str) -> str:
    """Without percent-encoding."""
    return unquote(text[:_LONGEST])


def json_object(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text.encode(errors="replace"))
    except (msgspec.DecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def base64_json(text: str) -> dict[str, Any]:
    """Either alphabet, with or without padding, percent-encoded or not."""
    marks = plain(text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        found = b64decode(marks + "=" * (-len(marks) % 4), validate=True)
    except (binascii.Error, ValueError):
        return {}
    return json_object(found.decode(errors="replace"))


def js_literal(text: str) -> dict[str, str]:
    """`{stamp:'a=',marketing:true,ver:1}`, which is no JSON: every value as text. Nothing is evaluated."""
    if not (text.startswith("{") and text.endswith("}")):
        return {}
    inside, at = text[1:-1], 0
    members: dict[str, str] = {}
    while at < len(inside):
        found = _MEMBER.match(inside, at)
        if found is None:
            return {}
        members[found["name"]] = found["quoted"] or found["bare"] or ""
        at = found.end()
    return members


def pairs(text: str) -> dict[str, str]:
    """`consent:yes,action:yes`."""
    parts = (part.partition(":") for part in text.split(","))
    return {name.strip(): value.strip() for name, _, value in parts}
