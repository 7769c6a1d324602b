"""The seam: everything that can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from tandem.conformance.answer import Answer
from tandem.conformance.vectors import Vector


class About(msgspec.Struct, frozen=True):
    """Which version answers; or in `missing` why nobody does, and how to change that."""

    version: str = ""
    missing: str | None = None


class Implementation(Protocol):
    """Something that turns what a site knows of a customer into what Meta is sent."""

    @property
    def name(self) -> str:
        """As on the scoreboard and after `--only`."""
        ...

    def about(self) -> About:
        """Asked once, before the vectors. When something is missing no vector is asked."""
        ...

    def answers(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        """One answer for each vector, in their order. Never raises for what the implementation does."""
        ...
