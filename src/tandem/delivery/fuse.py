"""A fuse: stop a destination that refuses everything, instead of turning the outbox into dead letters."""

from __future__ import annotations

from collections.abc import Iterable


class Fuse:
    """Counts the different events that were refused since the last one was taken."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._refused: dict[int, None] = {}

    @property
    def refusals(self) -> int:
        return len(self._refused)

    @property
    def is_blown(self) -> bool:
        return len(self._refused) >= self._limit

    def count(self, conversions: Iterable[int]) -> None:
        self._refused.update(dict.fromkeys(conversions))

    def mend(self) -> list[int]:
        """An event was taken, or the fuse has blown and is put in anew. Returns those that were refused till then."""
        refused = list(self._refused)
        self._refused.clear()
        return refused
