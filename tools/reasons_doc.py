"""Write docs/reasons.md from web/reason_words.py: each reason with its cause and its cure, as the pages tell them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from tandem.event.outcome import Reason
from tandem.web.reason_words import AT_RELEASE, AT_THE_DESTINATION, AT_THE_DOOR, Words

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reasons.md"
WIDTH = 120

HEAD = """# Reasons

Why an event went no further. The list is closed: each reason is counted, shown on the dashboard, and explained here.
Written from the code by `tools/reasons_doc.py`; a test keeps it true.
"""

STAGES: tuple[tuple[str, str, Mapping[Reason, Words]], ...] = (
    ("At the door", "The sender was told, with field, problem and cure; nothing was kept.", AT_THE_DOOR),
    ("At release", "The event was kept, and withheld from a destination on purpose.", AT_RELEASE),
    ("At the destination", "The event was sent, or was about to be.", AT_THE_DESTINATION),
)


def render() -> str:
    return HEAD + "".join(_stage(*stage) for stage in STAGES)


def _stage(title: str, what: str, reasons: Mapping[Reason, Words]) -> str:
    return f"\n## {title}\n\n{what}\n" + "".join(_reason(reason, *words) for reason, words in reasons.items())


def _reason(reason: Reason, title: str, meaning: str, cure: str) -> str:
    told = "\n".join(map(_filled, (f"*{title}.*", f"**Cause** {meaning}", f"**Cure** {cure}")))
    return f"\n### `{reason}`\n{told}\n"


def _filled(line: str) -> str:
    return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
