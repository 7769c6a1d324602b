"""
How long `tandem reconcile` takes over a million orders, and how much memory.

    python -m bench.reconcile [--orders N] [--json]

The command itself runs as a process of its own, once with what sources told the gateway as the record, once with the
shop's CSV file; its peak memory is what the kernel says of it when it has ended. The bench fails if it misses a
difference, or its promise: 60 s and 500 MB for a million.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench import order_books

PROMISED_SECONDS, PROMISED_MB = 60, 500
WINDOW = ("--from", "2026-11-01", "--to", "2026-11-30")
RECORDS = {"told by sources": (), "a CSV file": ("--orders", "orders.csv")}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One reconciliation, as it was seen from outside."""

    record: str
    orders: int
    differences: int
    seconds: float
    cpu_seconds: float
    peak_mb: float

    @property
    def kept(self) -> bool:
        """The promise, and that everything was found."""
        fast = self.seconds <= PROMISED_SECONDS and self.peak_mb <= PROMISED_MB
        return fast and self.differences == order_books.differences(self.orders)


class _Told(msgspec.Struct, frozen=True):
    orders: int
    differences: list[object]
    more: int


def run(folder: Path, record: str) -> Run:
    command = [sys.executable, "-m", "tandem", "reconcile", *WINDOW, *RECORDS[record], "--json"]
    began = time.perf_counter()
    with (folder / "answer.json").open("w+b") as answer:
        process = subprocess.Popen(command, cwd=folder, stdout=answer)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it is waited for, and nobody shall wait again
        spent = time.perf_counter() - began
        answer.seek(0)
        told = msgspec.json.decode(answer.read(), type=_Told)
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(
        record=record,
        orders=told.orders,
        differences=len(told.differences) + told.more,
        seconds=round(spent, 1),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 1),
        peak_mb=round(kilobytes / 1024),
    )


def measure(orders: int) -> list[Run]:
    with TemporaryDirectory() as name:
        order_books.fill(Path(name), orders)
        return [run(Path(name), record) for record in RECORDS]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reconcile", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    runs = measure(options.orders)
    if options.json:
        print(msgspec.json.encode(runs).decode())
    else:
        print(as_text(runs))
    return 0 if all(each.kept for each in runs) else 1


def as_text(runs: list[Run]) -> str:
    promised = f"Promised for a million: {PROMISED_SECONDS} s, {PROMISED_MB} MB, and every difference found."
    head = f"{'record':20}{'orders':>12}{'differences':>13}{'seconds':>9}{'of CPU':>9}{'peak MB':>9}"
    return "\n".join(
        [f"Reconciliation (load {os.getloadavg()[0]:.1f} when it ended)", "", head, *map(_line, runs), "", promised]
    )


def _line(each: Run) -> str:
    figures = f"{each.seconds:>9.1f}{each.cpu_seconds:>9.1f}{each.peak_mb:>9.0f}"
    return f"{each.record:20}{each.orders:>12,}{each.differences:>13,}{figures}{'' if each.kept else '  NOT KEPT'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
