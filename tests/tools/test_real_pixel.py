"""`make real-pixel`, with the emulator's own library: CI has no other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tandem.emulator.pixel.handler import LIBRARY
from tools.real_pixel.visit import ORDER, STEPS, WITHOUT_JAVASCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]

SEND = "      new Image(1, 1).src = url\n"
CARELESS = {"mayTrack = answer !== 'revoke'": "mayTrack = true", SEND: SEND + SEND.replace("url", "url + '&again=1'")}
"""Two faults of a library: it asks nobody's consent, and says everything twice."""


def visit(library: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.real_pixel", str(library), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)


def failed(found: Any) -> set[str]:
    return {check["name"] for check in found["checks"] if check["why"]}


def test_a_sound_library_is_told_apart_by_the_exit_code() -> None:
    """Every event of the visit is there with its parameters sorted, nothing is refused, the purchase counts once."""
    done = visit(LIBRARY, "--json")
    found = json.loads(done.stdout)
    assert failed(found) == set(), done.stdout
    assert (done.returncode, found["sound"], found["refused"], found["elsewhere"]) == (0, True, [], [])
    expected = {(e.event_name, e.event_id) for step in (*STEPS, WITHOUT_JAVASCRIPT) for e in step.expects}
    assert {(event["event_name"], event["event_id"]) for event in found["events"]} == expected
    (purchase,) = (event for event in found["events"] if event["event_id"] == ORDER)
    assert {"ev", "eid", "dl", "cd[content_ids,content_type,contents,currency,gift,num_items,order_id,value]"} <= {
        *purchase["read"]
    }
    assert {"sw", "v"} <= {*purchase["ignored"]}
    assert purchase["unknown"] == []


def test_a_library_that_does_wrong_is_named_with_what_it_did(tmp_path: Path) -> None:
    """It sends without consent, and twice: these checks fail, with the event's name; a parameter is unknown."""
    source = LIBRARY.read_text()
    for right, wrong in CARELESS.items():
        assert right in source
        source = source.replace(right, wrong)
    (tmp_path / "careless.js").write_text(source)
    done = visit(tmp_path / "careless.js")
    assert done.returncode == 1, done.stdout
    assert "NO  consent is revoked: Schedule came before it might" in done.stdout
    assert "NO  no event comes twice: Purchase came 2 times" in done.stdout
    assert "unknown: again" in done.stdout


def test_a_file_that_is_no_library_ends_the_visit_at_once(tmp_path: Path) -> None:
    """The report says that it never took over."""
    (tmp_path / "empty.js").write_text("// nothing")
    done = visit(tmp_path / "empty.js", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["version"]) == (1, None)
    assert "the library takes over" in failed(found)


def test_a_file_that_is_not_there_is_no_verdict(tmp_path: Path) -> None:
    """Exit code 2, and one line that says which file."""
    done = visit(tmp_path / "fbevents.js")
    assert (done.returncode, done.stdout) == (2, "")
    assert "fbevents.js" in done.stderr
    assert "Traceback" not in done.stderr
