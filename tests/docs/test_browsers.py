"""The page of browsers says what the browser tests say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.browser.matrix.table import CHAPTERS, modules_here

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_browsers_is_written_from_the_tests() -> None:
    """Run `python tools/browsers_doc.py` after a change to tests/browser/matrix/."""
    code = "import runpy; print(runpy.run_path('tools/browsers_doc.py')['render'](), end='')"
    fresh = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert (ROOT / "docs" / "browsers.md").read_text(encoding="utf-8") == fresh


def test_every_promise_stands_on_the_page() -> None:
    """A module of promises that no chapter names would be missing there."""
    assert modules_here() == set(CHAPTERS)
