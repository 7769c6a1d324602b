"""The bench of reconciliation makes the books that it says it makes, and every difference in them is found."""

from __future__ import annotations

import json
import subprocess
import sys


def test_every_difference_that_was_planted_is_found_whichever_record_is_asked() -> None:
    """Of 20,000 orders two were never told, one was sent in another currency, one with another amount."""
    command = [sys.executable, "-m", "bench.reconcile", "--orders", "20000", "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout)
    assert [(run["record"], run["orders"], run["differences"]) for run in told] == [
        ("told by sources", 20_000, 4),
        ("a CSV file", 20_000, 4),
    ]
    assert all(0 < run["peak_mb"] <= 500 for run in told)
