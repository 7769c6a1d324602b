"""A report can be believed, and says so itself when it cannot."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bench import report
from bench.accept import Plan, measure
from bench.load import Figures
from bench.results import Books, Pair, Report, Round, outcome
from bench.scenarios import Scenario

SINGLE = Scenario(name="backend", events=1, connections=8)
BATCH = Scenario(name="batch", events=50, connections=2)
TAG = Scenario(name="tag", events=1, connections=8, keep_alive=False)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    plan = Plan(mode="smoke", scenarios=(SINGLE, BATCH, TAG), pairs=1, tries=1, seconds=1)
    return measure(plan, tmp_path_factory.mktemp("bench"))


def test_what_the_run_acknowledged_was_on_disk_after_kill_9(found: Report) -> None:
    """The acceptor is killed at the end, and its journal holds at least a row for each acknowledged event."""
    assert 0 < found.journal.acked <= found.journal.rows
    assert found.sound


def test_every_scenario_was_answered_without_an_error(found: Report) -> None:
    """Each of them went through both servers."""
    for each in found.outcomes:
        assert (each.errors, each.empty_errors) == (0, 0)
        assert min(each.events_per_second, each.p50_ms, each.p99_ms, each.empty_per_second, each.ratio) > 0


def test_the_figures_are_left_as_json(found: Report, tmp_path: Path) -> None:
    """A later run reads back what an earlier one wrote."""
    report.write(found, tmp_path)
    left = msgspec.json.decode((tmp_path / "accept.json").read_bytes(), type=Report)
    assert (left.journal, left.machine) == (found.journal, found.machine)
    assert list(left.outcomes) == list(found.outcomes)


def test_missing_rows_spoil_the_report(found: Report) -> None:
    """One acknowledged event that is not in the journal outweighs every figure."""
    short = msgspec.structs.replace(found, journal=Books(acked=10, rows=9))
    assert not short.sound
    assert "ACKNOWLEDGED EVENTS ARE MISSING" in report.as_text(short)


def test_a_disturbed_round_does_not_decide() -> None:
    """Of two pairs the one counts during which nobody else used the machine: 300/1000, not 100/1000."""
    seen = outcome(SINGLE, [pair(tandem=100, others=1.5), pair(tandem=300, others=0.0)])
    assert (seen.ratio, seen.events_per_second, seen.quiet_rounds, seen.rounds) == (0.3, 300, 1, 2)


def test_a_ratio_counts_requests_and_a_rate_counts_events() -> None:
    """40 batches of 50 in a second, beside 100 empty answers: 2,000 events/s, and 0.4 of the empty server."""
    seen = outcome(BATCH, [pair(tandem=40, empty=100)])
    assert (seen.events_per_second, seen.ratio, seen.acked) == (2000, 0.4, 2000)


def pair(tandem: int, empty: int = 1000, others: float = 0.0) -> Pair:
    return Pair(tandem=a_round(tandem, others), empty=a_round(empty, others))


def a_round(answers: int, others: float) -> Round:
    figures = Figures(answers=answers, refused=0, failures=0, seconds=1.0, p50_us=1000.0, p99_us=2000.0)
    return Round(figures=figures, cpu_seconds=0.5, others=others)
