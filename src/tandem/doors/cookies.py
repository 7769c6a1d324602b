"""The two cookies of the Pixel, read from a request and repeated by Set-Cookie, so that a browser keeps them longer."""

from __future__ import annotations

import re
from collections.abc import Iterable

NAMES = {"fbp": "_fbp", "fbc": "_fbc"}
_KEYS = {name: key for key, name in NAMES.items()}
_PLAIN = re.compile(r"[\w.%+~-]{1,600}", re.ASCII)

LIFE = 90 * 24 * 3600
"""Seconds: Meta's own 90 days."""


def read(header: str | None) -> dict[str, str]:
    """`fbp` and `fbc` as the browser sent them, byte for byte; a broken neighbour does not hide them."""
    if not header or "_fb" not in header:
        return {}
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return {_KEYS[name]: value for name, _, value in pairs if name in _KEYS and value}


def repeat(values: Iterable[tuple[str, str]], domain: str, *, secure: bool) -> list[tuple[str, str]]:
    """Set-Cookie headers. Not HttpOnly: the Pixel reads these cookies. A value that could break out is left alone."""
    end = f"; Max-Age={LIFE}{_scope(domain, secure)}"
    return [("set-cookie", f"{NAMES[key]}={value}{end}") for key, value in values if _PLAIN.fullmatch(value)]


def expire(domain: str, *, secure: bool) -> list[tuple[str, str]]:
    """Set-Cookie headers that take both cookies away."""
    return [("set-cookie", f"{name}=; Max-Age=0{_scope(domain, secure)}") for name in NAMES.values()]


def _scope(domain: str, secure: bool) -> str:
    place = f"; Domain={domain}" if domain else ""
    return f"; Path=/; SameSite=Lax{place}{'; Secure' if secure else ''}"
