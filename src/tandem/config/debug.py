"""What shows a developer what the tag does: not set in a table, but by the site's `debug` and the tag's `debug-key`."""

from __future__ import annotations

import re
from typing import ClassVar

from tandem.config.part import Part

SHA256 = re.compile(r"[0-9a-f]{64}")


class Debug(Part, frozen=True):
    """Fetches what shows a developer what the tag does: nothing of it for a visitor who does not ask."""

    framed: ClassVar[bool] = True

    key: str = ""
    """
    SHA-256 of the key to the overlay, in lower-case hex digits; empty: no overlay. Every visitor can read it; the key
    cannot be told from it.
    """
    notes: bool = False
    """Whether each event is explained in the console of every visitor."""

    def __post_init__(self) -> None:
        if self.key and not SHA256.fullmatch(self.key):
            raise ValueError(
                "tag.debug-key is no SHA-256 in 64 lower-case hex digits: make one with `tandem debug-key`"
            )

    def fetches(self) -> tuple[str, ...]:
        return (*(["notes"] if self.notes else []), *(["overlay"] if self.key else []))
