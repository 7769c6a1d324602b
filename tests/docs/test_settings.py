"""The page of settings says what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_settings_page_is_written_from_the_code() -> None:
    """Run `python tools/settings_doc.py` after a change to config/schema.py."""
    code = "import runpy; print(runpy.run_path('tools/settings_doc.py')['render'](), end='')"
    fresh = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == fresh
