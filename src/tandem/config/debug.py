"""The overlay that shows a developer what the tag does: not set in a table, but by `debug-key`."""

from __future__ import annotations

import re

from tandem.config.part import Part

SHA256 = re.compile(r"[0-9a-f]{64}")


class Debug(Part, frozen=True):
    """Fetches the overlay where a page's address says `tandem_debug=1`."""

    key: str
    """SHA-256 of the key, in lower-case hex digits. Every visitor can read it; the key cannot be told from it."""

    def __post_init__(self) -> None:
        if not SHA256.fullmatch(self.key):
            raise ValueError(
                "tag.debug-key is no SHA-256 in 64 lower-case hex digits: make one with `tandem debug-key`"
            )

    def fetches(self) -> tuple[str, ...]:
        return ("overlay",)
