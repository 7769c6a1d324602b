"""python -m torture [--seconds N] [--seed N] [--keep FOLDER]"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from torture import report
from torture.run import torture


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m torture", description="The gateway on a very bad day.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="left out: another one each time")
    parser.add_argument("--keep", type=Path, default=None, help="a new folder for the data, the logs and the diary")
    told = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that processes and mounts are taken away
    seed = random.SystemRandom().randrange(1_000_000) if told.seed is None else told.seed
    print(f"seed {seed}, {told.seconds:g} s", flush=True)
    with TemporaryDirectory(prefix="torture-") as folder:
        found = asyncio.run(torture(seed, told.seconds, told.keep or Path(folder) / "run", show=_show))
    if sys.stderr.isatty():
        print(file=sys.stderr)
    print("\n".join(report.lines(found)))
    return 1 if found.crimes else 0


def _show(done: float, what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{report.bar(done, what):<78}", end="", file=sys.stderr, flush=True)
