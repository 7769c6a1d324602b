"""What every table of tandem.toml has in common."""

from __future__ import annotations

import msgspec


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of tandem.toml: a misspelt key is an error, not a silence."""
