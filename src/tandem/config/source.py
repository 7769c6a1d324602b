"""What can be set for a source: a shop, a payment provider, a CRM that posts to us."""

from __future__ import annotations

from typing import Any

import msgspec

from tandem.config.group import Group


class Source(Group, frozen=True):
    """A shop, a payment provider or a CRM that posts to `/hooks/NAME`."""

    name: str
    """Unique among the sources of all sites: part of the address, and what the books call it."""
    kind: str
    """Which system it is: see docs/sources."""
    secrets: tuple[str, ...] = ()
    """Where the signing secrets are, `env:NAME` or `file:PATH`; several while one is being rotated."""
    options: dict[str, Any] = msgspec.field(default_factory=dict)
    """What this kind of source can be told further: see its page in docs/sources."""
