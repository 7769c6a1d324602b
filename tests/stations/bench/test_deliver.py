"""The bench of delivery runs, drains what it says it drains, and tells figures that can be compared."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_delivery_is_measured_beside_the_sdk_in_one_run() -> None:
    command = [sys.executable, "-m", "bench.deliver", "--events", "1200", "--seconds", "1", "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=90).stdout)
    assert [told["tandem"][name]["events"] for name in ("plain", "gzip")] == [1_200, 1_200]
    assert set(told["business_sdk"]) == {"1", "100", "1000"}
    assert 0 < told["freshness"]["p50_ms"] <= told["freshness"]["p99_ms"]
