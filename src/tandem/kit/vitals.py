"""
Signs of life: each process writes a small file now and then, for the others to read. A file that has grown old means
that its process does not live, or cannot write.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tandem.kit import signals
from tandem.kit.clock import Clock

EVERY = 5.0
"""Seconds between two signs."""

OLD = timedelta(seconds=20)
"""A sign older than this is none."""


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """One sign: when, since when the process lives, what it has counted since."""

    process: str
    at: datetime
    since: datetime
    counts: tuple[signals.Count, ...]

    def alive(self, now: datetime) -> bool:
        """A clock that was put back makes nobody dead."""
        return now - self.at <= OLD


async def give(folder: Path, process: str, clock: Clock) -> None:
    """A sign every few seconds, until cancelled. A disk that takes no file costs the sign and nothing else."""
    since = clock()
    while True:
        with contextlib.suppress(OSError):
            write(folder, Vitals(process=process, at=clock(), since=since, counts=signals.counted()))
        await asyncio.sleep(EVERY)


def write(folder: Path, vitals: Vitals) -> None:
    """Whole or not at all: readers never see half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{vitals.process}.new"
    draft.write_bytes(msgspec.json.encode(vitals))
    os.replace(draft, folder / f"{vitals.process}.json")


def read(folder: Path) -> tuple[Vitals, ...]:
    """Every process that ever gave a sign, by name."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, msgspec.DecodeError):
            found.append(msgspec.json.decode(path.read_bytes(), type=Vitals))
    return tuple(found)
