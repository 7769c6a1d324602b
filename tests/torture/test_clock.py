"""The clock that a torture steps, and Meta's, which lags behind when it is put back."""

from __future__ import annotations

from pathlib import Path

from torture.clock import LAG, SteppedClock


def test_everybody_is_stepped_at_once_and_meta_back_only_when_what_was_under_way_has_arrived(tmp_path: Path) -> None:
    """An hour forward, half an hour back, and back to the beginning."""
    seconds = 0.0
    chaos = SteppedClock(tmp_path / "clock", lambda: seconds)
    gateway = SteppedClock(tmp_path / "clock", lambda: seconds)
    seen = []
    for offset in (3_600.0, 1_800.0, 0.0):
        seconds += 5
        chaos.step(offset)
        seen.append((gateway.offset, gateway.lagging))
    assert seen == [(3_600, 3_600), (1_800, 3_600), (0, 3_600)]
    seconds += LAG
    assert (gateway.offset, gateway.lagging) == (0, 0)
