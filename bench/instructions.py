"""
How many instructions the processor carries out to accept one event, in Python alone: no HTTP, no disk.

    python -m bench.instructions

Counted by valgrind, so that it does not depend on who else is busy. It needs a Python whose symbols were not stripped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.by_hand import KINDS, doors, post, requests
from tandem.kit.garbage import search_seldom

WARM, COUNTED = 3, 30
"""Requests of a kind before the count, and in it."""

_CHILD = "counted"
_PARTS = 2
"""A mark before a kind and one behind it: each ends a part of what valgrind counts."""


def counts() -> dict[str, int]:
    """Instructions for each event, by kind. Raises `FileNotFoundError` without valgrind, or without symbols."""
    with TemporaryDirectory() as folder:
        out = Path(folder, "part")
        told = [f"--callgrind-out-file={out}", "--instr-atstart=no", "--dump-before=os_getppid*"]
        command = ["valgrind", "--tool=callgrind", *told, sys.executable, "-m", "bench.instructions", _CHILD]
        subprocess.run(command, check=True, capture_output=True)
        parts = [f"{out}.{_PARTS * number}" for number in range(1, len(KINDS) + 1)]
        found = [_total(Path(part)) // COUNTED for part in parts]
    return {kind: each // events for each, (kind, (_, events)) in zip(found, KINDS.items(), strict=True)}


def _total(part: Path) -> int:
    (line,) = [line for line in part.read_text().splitlines() if line.startswith("totals:")]
    return int(line.split()[1])


async def _be_counted(folder: Path) -> None:
    entered = doors(folder)
    posted = {kind: requests(kind, WARM + COUNTED) for kind in KINDS}
    for some in posted.values():
        await post(entered, some[:WARM])
    _begin_to_count()
    for some in posted.values():
        os.getppid()
        await post(entered, some[WARM:])
        os.getppid()


def _begin_to_count() -> None:
    subprocess.run(["callgrind_control", "--instr=on", str(os.getpid())], check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> None:
    if arguments == [_CHILD]:
        search_seldom()
        with TemporaryDirectory() as folder:
            uvloop.run(_be_counted(Path(folder)))
        return
    for kind, count in counts().items():
        print(f"{kind:24}{count:12,}")


if __name__ == "__main__":
    main(sys.argv[1:])
