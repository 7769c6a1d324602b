"""`tandem debug-key`: a key for the tag's overlay."""

from __future__ import annotations

import secrets

from tandem.kit.secret import fingerprint


def debug_key() -> None:
    """Make a key for the tag's overlay: the key for your developers, its SHA-256 for [site.tag] in tandem.toml."""
    made = f"debug_{secrets.token_urlsafe(24)}"
    print(f"key (give it to your developers, it is shown only now):  {made}")
    print(f'sha-256 (for tandem.toml, under [site.tag]):             debug-key = "{fingerprint(made)}"')
