"""What an operator sees on the dashboard can be looked up."""

from __future__ import annotations

import re
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


def test_no_reason_is_documented_that_does_not_exist() -> None:
    """The page holds the closed list and nothing else."""
    assert set(sections()) == set(Reason)
