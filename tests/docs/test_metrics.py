"""The page of metrics says what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_metrics_is_written_from_the_code() -> None:
    """Run `python tools/metrics_doc.py` after a change to the metrics or to kit/signals.py."""
    code = "import runpy; print(runpy.run_path('tools/metrics_doc.py')['render'](), end='')"
    fresh = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == fresh
