"""A fuse: stop a destination that refuses everything, instead of turning the outbox into dead letters."""

from __future__ import annotations

from collections.abc import Iterable


class Fuse:
    """Counts the different events that were refused since the last one was taken."""

    def __init__(self, limit: int, refused: Iterable[int] = ()) -> None:
        """`refused`: what was counted before, by a worker that is no more."""
        self._limit = limit
        self.refused = tuple(refused)

    @property
    def refusals(self) -> int:
        return len(self.refused)

    @property
    def is_blown(self) -> bool:
        return len(self.refused) >= self._limit

    def count(self, conversion: int) -> None:
        if conversion not in self.refused:
            self.refused += (conversion,)

    def mend(self) -> tuple[int, ...]:
        """An event was taken, or the fuse has blown and is put in anew. Returns those that were refused till then."""
        refused, self.refused = self.refused, ()
        return refused
