"""
How many events per second the acceptor makes durable, and how that compares with doing nothing.

    python -m bench.accept [--full] [--json] [--folder DIR]
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench import report, servers
from bench.load import Load, generator, put
from bench.machine import Machine
from bench.process import Noise, cpu_seconds, rss_bytes
from bench.results import Books, Memory, Outcome, Pair, Report, Round, outcome
from bench.scenarios import FULL, QUICK, Scenario

FILES = 8_192
"""Open files that both sides of a thousand connections need."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`pairs` undisturbed pairs of rounds are wanted for each scenario; `tries` pairs are run for that at most."""

    mode: str
    scenarios: Sequence[Scenario]
    pairs: int
    tries: int
    seconds: int


PLANS = {
    "quick": Plan(mode="quick", scenarios=QUICK, pairs=2, tries=4, seconds=1),
    "full": Plan(mode="full", scenarios=FULL, pairs=5, tries=10, seconds=4),
}


class Bench:
    """Both servers, running side by side, and what is known of them so far."""

    def __init__(self, tandem: servers.Server, empty: servers.Server, plan: Plan) -> None:
        self._tandem, self._empty, self._plan = tandem, empty, plan
        self._prefixes = (f"{number:06d}" for number in count())
        self._start = self._peak = rss_bytes(tandem.pid)
        self.acked = 0

    @property
    def memory(self) -> Memory:
        return Memory(start_mb=round(self._start / 2**20, 1), peak_mb=round(self._peak / 2**20, 1))

    def outcomes(self) -> Iterator[Outcome]:
        self._pair(self._plan.scenarios[0])  # both servers warm up; not counted but in the books
        for scenario in self._plan.scenarios:
            yield outcome(scenario, self._pairs(scenario))

    def _pairs(self, scenario: Scenario) -> list[Pair]:
        pairs: list[Pair] = []
        for _ in range(self._plan.tries):
            pairs.append(self._pair(scenario))
            if sum(pair.quiet for pair in pairs) == self._plan.pairs:
                break
        return pairs

    def _pair(self, scenario: Scenario) -> Pair:
        _progress(scenario.title)
        empty = self._round(self._empty, scenario)
        tandem = self._round(self._tandem, scenario)
        self.acked += scenario.events * tandem.figures.acked
        self._peak = max(self._peak, rss_bytes(self._tandem.pid))
        return Pair(tandem=tandem, empty=empty)

    def _round(self, server: servers.Server, scenario: Scenario) -> Round:
        load = Load(
            request=scenario.request(),
            connections=scenario.connections,
            seconds=self._plan.seconds,
            prefix=next(self._prefixes),
        )
        noise, before = Noise(server.pid), cpu_seconds(server.pid)
        figures = put(load, server.port)
        used = cpu_seconds(server.pid) - before
        return Round(figures=figures, cpu_seconds=used, others=noise.cpu_seconds() / figures.seconds)


def measure(plan: Plan, folder: Path) -> Report:
    """Run the plan with the journal somewhere in `folder`, which should be on a real disk. Cleans up behind itself."""
    folder.mkdir(parents=True, exist_ok=True)
    _allow_open_files()
    with TemporaryDirectory(dir=folder) as mine, TemporaryDirectory(dir=folder) as other:
        with servers.acceptor(Path(mine)) as tandem, servers.empty(Path(other)) as empty:
            bench = Bench(tandem, empty, plan)
            outcomes = list(bench.outcomes())
        _progress("")
        return Report(
            mode=plan.mode,
            generator=generator(),
            round_seconds=plan.seconds,
            machine=Machine.here(folder),
            outcomes=outcomes,
            memory=bench.memory,
            journal=Books(acked=bench.acked, rows=servers.rows(Path(mine))),
        )


def main(arguments: Sequence[str]) -> int:
    """Print the report and leave it in bench/out/accept.json. 1 when its figures may not be believed."""
    parser = argparse.ArgumentParser(prog="python -m bench.accept", description=__doc__)
    parser.add_argument("--full", action="store_true", help="longer rounds and every combination: some minutes")
    parser.add_argument("--quick", action="store_true", help="the default: about twenty seconds")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--folder", type=Path, default=report.OUT, help="where the journal lies meanwhile")
    told = parser.parse_args(arguments)
    found = measure(PLANS["full" if told.full else "quick"], told.folder)
    report.write(found)
    print(report.as_json(found).decode() if told.json else report.as_text(found))
    return 0 if found.sound else 1


def _progress(doing: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{doing}", end="", file=sys.stderr, flush=True)


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
