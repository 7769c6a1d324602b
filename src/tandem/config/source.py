"""What can be set for a source: a shop, a payment provider, a CRM that posts to us."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from tandem.config.group import Group

LONGEST_LOOKUP = 144
"""Hours: a day less than an event may be old."""


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
    url: str = ""
    """
    Where the source itself is asked, e.g. https://pots.example.net. Asking closes the gaps that lost messages leave,
    and reads what a message only names: docs/sources/asking.md.
    """
    token: str = ""
    """What it is asked with: `env:NAME` or `file:PATH`. The page of its kind says which rights it needs."""
    poll_minutes: float = 0.0
    """How often the source is asked for what changed; 0: never."""
    poll_overlap_minutes: float = 10.0
    """How much further back than the last time it is asked, for clocks that differ. What is known changes nothing."""
    poll_first_hours: float = 24.0
    """How far back it is asked the first time."""
    silent_hours: float | None = None
    """
    Hours that it may tell nothing before it is an alert; 0: never. Left out: twice as long as it is silent as a rule,
    three hours at least, once it has been heard often enough to have a habit.
    """
    lookup_hours: float = 24.0
    """How long a lead that could not be looked up is tried again before it is told without the person; at most 144."""
    options: dict[str, Any] = msgspec.field(default_factory=dict)
    """What this kind of source can be told further: see its page in docs/sources."""

    def __post_init__(self) -> None:
        spans = (self.poll_minutes, self.poll_overlap_minutes, self.poll_first_hours, self.lookup_hours)
        if min(*spans, self.silent_hours or 0) < 0:
            raise ValueError("minutes and hours are never negative")
        if self.lookup_hours > LONGEST_LOOKUP:
            raise ValueError(f"lookup-hours is at most {LONGEST_LOOKUP}: Meta takes no event older than seven days")
