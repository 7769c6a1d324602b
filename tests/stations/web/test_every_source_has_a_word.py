"""The dashboard knows every way by which an event may have come."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from tandem.event.model import Source

UI = Path(__file__).resolve().parents[3] / "ui" / "dashboard"


def test_the_dashboard_has_a_word_for_every_source() -> None:
    """What it does not know it would leave out of its sums."""
    shapes = re.search(r"export type Source = (.+)", (UI / "shapes.ts").read_text(encoding="utf-8"))
    assert shapes
    assert set(re.findall(r"'(\w+)'", shapes[1])) == set(get_args(Source))
