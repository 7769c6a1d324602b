"""What can be set for a source: a shop, a payment provider, a CRM that posts to us."""

from __future__ import annotations

from typing import Any, Literal

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
    action_source: (
        Literal["website", "app", "phone_call", "physical_store", "system_generated", "email", "chat", "other"] | None
    ) = None
    """
    Where what it tells of happens, in Meta's words: `physical_store` for a till of stone, `phone_call` for a call
    centre, `system_generated` for a CRM. A message that says so itself goes before. Left out: on the web site.
    """
    options: dict[str, Any] = msgspec.field(default_factory=dict)
    """What this kind of source can be told further: see its page in docs/sources."""
