"""Signals: one call counts and logs, under names that are declared."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from structlog.testing import capture_logs

import tandem
from tandem.kit.signals import MEANINGS, Count, Signal, counted, note


def test_every_signal_has_a_meaning() -> None:
    """And no meaning is left of a signal that is gone."""
    assert set(MEANINGS) == set(get_args(Signal))


def test_one_call_logs_and_counts() -> None:
    """Only declared labels are counted; the rest of the facts stand in the log alone."""
    labels = {"destination": "meta:signals-test", "cause": "token"}
    with capture_logs() as lines:
        for _ in range(2):
            note("delivery.paused", **labels, detail="expired")
    assert lines == [{"event": "delivery.paused", "log_level": "error", **labels, "detail": "expired"}] * 2
    assert Count("delivery.paused", labels, 2) in counted()


@pytest.mark.parametrize("signal", [name for name, meaning in MEANINGS.items() if not meaning.level])
def test_what_happens_all_the_time_is_only_counted(signal: Signal) -> None:
    with capture_logs() as lines:
        note(signal)
    assert lines == []


def test_no_line_of_the_log_goes_past_the_declared_names() -> None:
    """What is in the log is in docs/metrics.md and is counted: only `kit` speaks to the logger."""
    source = Path(tandem.__file__).parent
    speaking = {path.relative_to(source).parts[0] for path in source.rglob("*.py") if "structlog" in path.read_text()}
    assert speaking == {"kit"}
