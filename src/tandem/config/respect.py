"""What a visitor's blocker means for the server leg: not set in a table, but by `respect-blockers`."""

from __future__ import annotations

from typing import ClassVar

from tandem.config.part import Part


class Respect(Part, frozen=True):
    """Hears a blocked Pixel as a refusal."""

    framed: ClassVar[bool] = True
