"""`tandem key`: a bearer key for a backend."""

from __future__ import annotations

import secrets

from tandem.kit.secret import fingerprint


def new_key() -> str:
    return f"tandem_{secrets.token_urlsafe(32)}"


def key() -> None:
    """Make a bearer key for /v1/events: the key for your backend, its SHA-256 for tandem.toml."""
    made = new_key()
    print(f"key (give it to your backend, it is shown only now):  {made}")
    print(f'sha-256 (add it to the site\'s keys in tandem.toml):    "{fingerprint(made)}"')
