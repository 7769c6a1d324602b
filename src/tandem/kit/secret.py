"""A secret that cannot be printed by accident."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path


class SecretMissing(LookupError):
    """A reference names a variable or a file that is not there. The message says which, never a value."""


class Secret:
    """Holds a token. `str`, `repr` and logs show only its last four characters; `reveal` hands it to the wire."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        tail = self._value[-4:] if len(self._value) >= 12 else ""
        return f"Secret(…{tail})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)


PEM = "-----BEGIN "
"""How a certificate or a key begins in a file: RFC 7468."""


def resolve(reference: str, *, folder: Path) -> Secret:
    """
    Read a secret from where the settings say it is: `env:NAME` (a variable) or `file:PATH` (relative to `folder`,
    the first line counts; a certificate or a key in PEM is taken whole). Anything else is taken as the secret itself,
    which suits a demo and nothing more.
    """
    kind, _, place = reference.partition(":")
    if kind == "env":
        if place not in os.environ:
            raise SecretMissing(f"the variable {place} is not set")
        return _filled(os.environ[place], f"the variable {place}")
    if kind == "file":
        path = folder / place
        if not path.is_file():
            raise SecretMissing(f"there is no file {path}")
        text = path.read_text(encoding="utf-8")
        return _filled(text if text.startswith(PEM) else text.partition("\n")[0], f"the first line of {path}")
    return Secret(reference)


def _filled(text: str, place: str) -> Secret:
    if not text.strip():
        raise SecretMissing(f"{place} is empty")
    return Secret(text.strip())


def fingerprint(value: str) -> str:
    """SHA-256 in hex: how bearer keys are kept in the settings, so that a stolen file opens no door."""
    return hashlib.sha256(value.encode()).hexdigest()
