"""From single rounds to the figures of a report. Medians throughout: a mean belongs to the worst neighbour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

import msgspec

from bench.load import Figures
from bench.machine import Machine
from bench.scenarios import Scenario

DISTURBED = 0.1
"""Cores that other processes may take before a round is set aside."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One load on one server."""

    figures: Figures
    cpu_seconds: float
    """What the server used meanwhile."""
    others: float
    """Cores that other processes used meanwhile."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The same load on Tandem and on the empty server, one right behind the other."""

    tandem: Round
    empty: Round

    @property
    def quiet(self) -> bool:
        return max(self.tandem.others, self.empty.others) <= DISTURBED


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario. `ratio` compares requests per second, pair by pair; `cpu_ratio` the CPU that one request costs."""

    name: str
    title: str
    connections: int
    keep_alive: bool
    events_per_request: int
    events_per_second: int
    p50_ms: float
    p99_ms: float
    cpu_us_per_event: float
    empty_per_second: int
    ratio: float
    cpu_ratio: float
    errors: int
    empty_errors: int
    acked: int
    """Events acknowledged in all rounds."""
    quiet_rounds: int
    rounds: int


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    start_mb: float
    peak_mb: float


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """Read after `kill -9` of the acceptor."""

    acked: int
    rows: int

    @property
    def balance(self) -> bool:
        return self.rows >= self.acked


class Report(msgspec.Struct, frozen=True, kw_only=True):
    mode: str
    generator: str
    round_seconds: int
    machine: Machine
    outcomes: Sequence[Outcome]
    memory: Memory
    journal: Books

    @property
    def sound(self) -> bool:
        """Whether the figures may be believed: nothing failed, and what was acknowledged is there."""
        return self.journal.balance and not any(outcome.errors for outcome in self.outcomes)


def outcome(scenario: Scenario, pairs: Sequence[Pair]) -> Outcome:
    """The medians of the quiet pairs; of all where no pair was quiet."""
    quiet = [pair for pair in pairs if pair.quiet]

    def middle(figure: Callable[[Pair], float]) -> float:
        return median(map(figure, quiet or pairs))

    return Outcome(
        name=scenario.name,
        title=scenario.title,
        connections=scenario.connections,
        keep_alive=scenario.keep_alive,
        events_per_request=scenario.events,
        events_per_second=round(scenario.events * middle(lambda pair: pair.tandem.figures.per_second)),
        p50_ms=round(middle(lambda pair: pair.tandem.figures.p50_us) / 1000, 2),
        p99_ms=round(middle(lambda pair: pair.tandem.figures.p99_us) / 1000, 2),
        cpu_us_per_event=round(middle(lambda pair: _cpu_us(pair.tandem)) / scenario.events, 1),
        empty_per_second=round(middle(lambda pair: pair.empty.figures.per_second)),
        ratio=round(middle(lambda pair: _share(pair.tandem.figures.per_second, pair.empty.figures.per_second)), 3),
        cpu_ratio=round(middle(lambda pair: _share(_cpu_us(pair.empty), _cpu_us(pair.tandem))), 3),
        errors=sum(pair.tandem.figures.errors for pair in pairs),
        empty_errors=sum(pair.empty.figures.errors for pair in pairs),
        acked=scenario.events * sum(pair.tandem.figures.acked for pair in pairs),
        quiet_rounds=len(quiet),
        rounds=len(pairs),
    )


def _cpu_us(measured: Round) -> float:
    """CPU of the server for one request, in microseconds."""
    return _share(measured.cpu_seconds * 1e6, measured.figures.answers)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
