"""`tandem status`: how the gateway is, in words that say what to do, and for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.kit.clock import system_clock
from tandem.kit.vitals import Vitals, write
from tests.support.books_to_read import open_books
from tests.support.events import event

SETTINGS = """\
[[site]]
name = "shop"
origins = []
[[site.meta]]
dataset-id = "1234567890"
token = "EMULATED-token-of-tests"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two purchases, one of them delivered; acceptor and worker were alive a moment ago."""
    (tmp_path / "tandem.toml").write_text(SETTINGS)
    (tmp_path / "data").mkdir()
    with open_books(tmp_path / "data") as books:
        books.tell(event(event_id="a"), event(event_id="a"), event(event_id="b"))
        books.deliver(1)
    for name in ("acceptor", "worker"):
        write(tmp_path / "data" / "vitals", Vitals(process=name, at=system_clock(), since=system_clock(), counts=()))
    return tmp_path


def status(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tandem", "status", "--config", str(folder / "tandem.toml"), *more]
    return subprocess.run(command, capture_output=True, text=True)


def test_status_tells_the_books_and_that_all_is_well(folder: Path) -> None:
    told = status(folder)
    assert (told.returncode, told.stderr) == (0, "")
    assert "3 messages = 2 events + 1 repetitions" in told.stdout
    assert "meta:1234567890: 2 owed = 1 delivered + 0 refused + 1 waiting" in told.stdout
    assert told.stdout.endswith("All is well.\n")


def test_status_names_what_is_wrong_and_fails(folder: Path) -> None:
    """A worker that has been silent for a minute; a script sees it by the exit code, a program in the JSON."""
    long_ago = system_clock() - timedelta(minutes=1)
    write(folder / "data" / "vitals", Vitals(process="worker", at=long_ago, since=long_ago, counts=()))
    assert status(folder).returncode == 1
    told = json.loads(status(folder, "--json").stdout)
    assert told["problems"] == ["The worker gives no sign of life. Start it with `tandem serve`, and look at its log."]
    assert [(row["process"], row["alive"]) for row in told["processes"]] == [("acceptor", True), ("worker", False)]
