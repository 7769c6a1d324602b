"""
The journal's promises, whoever keeps it.

Promises   When `append` returns, the records survive `kill -9` and a power failure. Records of one `append` are kept
           together or not at all. Reading yields them in the order they were appended, under ids that only grow and
           are never used twice.
Limits     One writer. A record is at most a few hundred kilobytes.
Not here   What a record means (`event.entry`), what became of it (`ledger`), where a reader stands (the ledger's
           bookmark, which moves in the same transaction as what was read).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec


class Record(msgspec.Struct, frozen=True):
    """One entry as kept."""

    id: int
    body: bytes


class Journal(Protocol):
    """The writer's side."""

    @property
    def problem(self) -> str | None:
        """Why the last write failed; None when it did not."""
        ...

    async def prove(self) -> None:
        """Write and take back something that is nothing, to see whether writing works. Raises `NotDurable`."""
        ...

    async def append(self, bodies: Sequence[bytes]) -> None:
        """Keep the records. Raises `NotDurable` when that cannot be promised; nothing of them is kept then."""
        ...

    async def forget(self, through: int, appended_before: int) -> int:
        """
        Drop records, oldest first, up to the id `through` and up to the first that was not appended before that moment
        (Unix microseconds). Returns how many went. The caller vouches that they are settled.
        """
        ...


class JournalReader(Protocol):
    """The reader's side, in a process of its own."""

    def after(self, entry: int, limit: int) -> list[Record]:
        """The next records behind `entry`, oldest first, `limit` at most."""
        ...
