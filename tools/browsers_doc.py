"""Write docs/browsers.md from tests/browser/matrix/: every promise, and the browsers that keep it."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "browsers.md"

HEAD = """# Browsers

What the tag promises, and the browsers in which a test holds it to that: Chromium, Firefox ESR and WebKitGTK, as Debian
ships them. `make test-browser` runs them all. Written from `tests/browser/matrix/` by `tools/browsers_doc.py`; a test
keeps it true. Most pages of these tests stand on three small servers, shop, gateway and Meta, that hear every request;
those of consent platforms and of the demo shop go through the whole of Tandem, to what its emulator of Meta counts.

WebKitGTK stands for Safari's engine, not for Safari: its tracking prevention is another. It has no switch for being
offline; there the line is cut, and the page is told by the event.

Three browsers on a machine of two cores starve now and then. A test of `tests/browser/` that fails is tried once more,
and the summary of the run tells which, and why it failed at first; six in a run at most. No other test is tried again.

"""


def render() -> str:
    sys.path.insert(0, str(ROOT))
    from tests.browser.matrix.table import rendered

    return HEAD + rendered()


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
