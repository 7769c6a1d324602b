"""What an operator sees on the dashboard can be looked up."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.event.outcome import Reason

DOCS = Path(__file__).resolve().parents[2] / "docs"


def sections() -> dict[str, str]:
    text = (DOCS / "reasons.md").read_text(encoding="utf-8")
    parts = re.split(r"^### `(\w+)`$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("reason", Reason)
def test_an_operator_can_look_up_every_reason(reason: Reason) -> None:
    """A reason has a heading with its cause and its cure."""
    section = sections()[reason]
    assert "**Cause** " in section
    assert "**Cure** " in section


def test_the_page_of_reasons_says_what_the_dashboard_says() -> None:
    """Run `python tools/reasons_doc.py` after a change to web/reason_words.py."""
    code = "import runpy; print(runpy.run_path('tools/reasons_doc.py')['render'](), end='')"
    fresh = subprocess.run([sys.executable, "-c", code], cwd=DOCS.parent, capture_output=True, text=True, check=True)
    assert (DOCS / "reasons.md").read_text(encoding="utf-8") == fresh.stdout


def test_no_reason_is_documented_that_does_not_exist() -> None:
    """The page holds the closed list and nothing else."""
    assert set(sections()) == set(Reason)
