"""What can be set for events that a browser could not deliver."""

from __future__ import annotations

from typing import Any

from tandem.config.part import Part

LONGEST_HOURS = 160.0
"""Meta refuses what is older than seven days, and a whole batch with it: the gateway needs the last eight hours."""


class Queue(Part, frozen=True):
    """
    Keeps what the gateway did not take (the visitor was offline, the gateway was down) in the browser's storage, after
    consent only, and sends it when the browser is online again, after a while, or from the next page, under the same
    ids. Customer data of `identify` and of forms is not stored: only a page that stays open sends it later too.
    """

    entries: int = 50
    """How many messages one browser keeps. The oldest go first."""
    characters: int = 200_000
    """How long they may be together. A browser gives all scripts of a site some five million."""
    hours: float = 144.0
    """How long one is kept, at most 160: Meta takes no event that is older than seven days."""

    def __post_init__(self) -> None:
        if self.entries < 1 or self.characters < 1:
            raise ValueError(
                "tag.queue: entries and characters must be at least 1; leave [site.tag.queue] out for none"
            )
        if not 0 < self.hours <= LONGEST_HOURS:
            raise ValueError(
                f"tag.queue: hours must be above 0 and at most {LONGEST_HOURS:g}, seven days less a margin"
            )

    def told(self) -> dict[str, Any]:
        """The bounds; the age in milliseconds."""
        return {"entries": self.entries, "characters": self.characters, "age": round(self.hours * 3_600_000)}
