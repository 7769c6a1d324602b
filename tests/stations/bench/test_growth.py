"""The measurement of growth compares what it says."""

from __future__ import annotations

from pathlib import Path

from bench.growth import body, measure


async def test_an_event_takes_no_less_disk_than_its_own_bytes(tmp_path: Path) -> None:
    """The disk that is told holds all that was appended, and some of SQLite's own, but not twice as much."""
    found = await measure(tmp_path, rows=2_000, turns=20)
    assert len(body()) <= found.disk_bytes_per_event <= 2 * len(body())
    assert found.rows == 2_000
    assert found.ratio > 0
