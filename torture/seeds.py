"""
Many short runs, one seed behind the other, as a table: python -m torture.seeds [--first N] [--count N] [--seconds N]

Folders of runs with a crime are kept, and named.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from torture.judge import Judgement
from torture.run import torture

HEAD = f"{'seed':>6} {'acknowledged':>12} {'delivered':>9} {'refused':>7} {'dead':>5} {'again':>6} {'s':>4}  crimes"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m torture.seeds", description="Many short runs.")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15)
    told = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that processes and mounts are taken away
    print(HEAD, flush=True)
    bad = sum(_run(seed, told.seconds) for seed in range(told.first, told.first + told.count))
    print(f"{told.count - bad} of {told.count} seeds passed")
    return 1 if bad else 0


def _run(seed: int, seconds: float) -> bool:
    """Whether something was wrong."""
    folder = Path(mkdtemp(prefix=f"torture-{seed}-"))
    begun = time.monotonic()
    try:
        found = asyncio.run(torture(seed, seconds, folder / "run"))
    except TimeoutError as problem:
        print(f"{seed:>6} {problem}", flush=True)
        return True
    print(_line(seed, found, time.monotonic() - begun), flush=True)
    if found.crimes:
        print(f"       kept in {folder}", flush=True)
    else:
        shutil.rmtree(folder)
    return bool(found.crimes)


def _line(seed: int, found: Judgement, took: float) -> str:
    delivered, refused, dead = (found.by_state.get(state, 0) for state in ("delivered", "refused", "dead"))
    again = sum(found.repeats.values())
    figures = f"{seed:>6} {found.acknowledged:>12,} {delivered:>9,} {refused:>7,} {dead:>5,} {again:>6,} {took:>4.0f}"
    return f"{figures}  {'; '.join(found.crimes) or 'none'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
