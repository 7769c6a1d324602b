"""
Bugs that torture must catch, each planted in a copy of the source: what would be lost or doubled if somebody made it.

    python -m torture.planted NAME [--first N] [--seeds N]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from torture.judge import Judgement
from torture.plan import DRAWS
from torture.run import SOURCE, torture


class Change(msgspec.Struct, frozen=True):
    """`old` stands exactly once in `file`, and gives way to `new`."""

    file: str
    old: str
    new: str


class Bug(msgspec.Struct, frozen=True):
    """`kinds` is the trouble that brings it out soonest; with all kinds it takes longer."""

    promise: str
    """What it breaks."""
    crime: str
    """How the judgement begins that catches it."""
    changes: tuple[Change, ...]
    kinds: tuple[str, ...] = tuple(DRAWS)


class NotThere(LookupError):
    """The source has changed: the bug must be planted anew."""


BUGS: Mapping[str, Bug] = {
    "bookmark-first": Bug(
        promise="The bookmark moves in the transaction that settles what it passes.",
        crime="acknowledged and not in the books",
        changes=(
            Change(
                "tandem/settle.py",
                "        with ledger.turn(), glance(told, ledger) as links:\n",
                "        with ledger.turn():\n            ledger.move_bookmark(records[-1].id)\n"
                "        with ledger.turn(), glance(told, ledger) as links:\n",
            ),
        ),
        kinds=("disk",),
    ),
    "ids-reused": Bug(
        promise="The id of a journal entry is never given out again, even when the entry is deleted.",
        crime="acknowledged and not in the books",
        changes=(
            Change("tandem/journal/sqlite.py", "INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER PRIMARY KEY"),
            Change(
                "tandem/journal/sqlite.py",
                "        self._connection.execute(FIRST_ID, (micros(clock()),))\n",
                "",
            ),
        ),
        kinds=("day",),
    ),
    "fate-first": Bug(
        promise="A fate is recorded after the destination has answered.",
        crime="delivered, say the books, and Meta never had it",
        changes=(
            Change(
                "tandem/dispatch.py",
                "        async for part, delivery in send(ready, lane):\n",
                "        with lane.ledger.turn():\n"
                "            lane.ledger.outbox.deliver(lane.name, [item.conversion for item in ready], lane.clock())\n"
                "        async for part, delivery in send(ready, lane):\n",
            ),
        ),
        kinds=("answers",),
    ),
    "lease-ignored": Bug(
        promise="Nobody is given a row that another holds.",
        crime="taken by Meta twice, and both answers noted",
        changes=(
            Change(
                "tandem/ledger/leases.py",
                "self._sql.execute(sql, (destination, owner, micros(until), chosen))",
                'self._sql.execute(sql, (destination, owner, micros(until), "[]"))',
            ),
        ),
        kinds=("slow", "answers"),
    ),
}


def plant(bug: Bug, folder: Path) -> Path:
    """A copy of the source in `folder`, with the bug in it. Raises `NotThere`."""
    copy = folder / "src"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "contracts").symlink_to(SOURCE.parent / "contracts")
    for change in bug.changes:
        file = copy / change.file
        text = file.read_text(encoding="utf-8")
        if text.count(change.old) != 1:
            raise NotThere(f"{change.file} has no single place that reads: {change.old.strip()}")
        file.write_text(text.replace(change.old, change.new), encoding="utf-8")
    return copy


async def hunt(bug: Bug, seeds: Sequence[int], seconds: float) -> tuple[int, Judgement] | None:
    """The first seed that catches it, with the judgement; None when none does."""
    for seed in seeds:
        with TemporaryDirectory(prefix="torture-planted-") as folder:
            source = plant(bug, Path(folder))
            found = await torture(seed, seconds, Path(folder) / "run", source=source, kinds=bug.kinds)
        if any(crime.startswith(bug.crime) for crime in found.crimes):
            return seed, found
    return None


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m torture.planted", description="Catch a bug planted on purpose.")
    parser.add_argument("name", choices=BUGS)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=10)
    told = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that processes and mounts are taken away
    bug = BUGS[told.name]
    print(f"planted: {told.name}. {bug.promise}", flush=True)
    caught = asyncio.run(hunt(bug, range(told.first, told.first + told.seeds), told.seconds))
    if caught is None:
        print(f"not caught by {told.seeds} seeds")
        return 1
    seed, found = caught
    print(f"caught by seed {seed}:", *found.crimes, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
