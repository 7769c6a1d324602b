"""What an operator can mend is said in one line, without a traceback, and the command fails."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tandem.kit.sql import connect

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n'


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tandem", *arguments], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("settings", "events", "said"),
    [
        (None, "", "there is no file"),
        ("[[site]\n", "", "is not valid TOML"),
        (SITE, '[Purchase]\nleg = ["server"]\n', "events.toml: [Purchase]: Object contains unknown field `leg`"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(tmp_path: Path, settings: str | None, events: str, said: str) -> None:
    if settings:
        (tmp_path / "tandem.toml").write_text(settings)
    (tmp_path / "events.toml").write_text(events)
    done = run("serve", "--config", str(tmp_path / "tandem.toml"))
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.startswith("tandem: ")
    assert done.stderr.count("\n") == 1


def test_data_of_a_newer_version_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "tandem.toml").write_text(SITE)
    with closing(connect(tmp_path / "data" / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    done = run("acceptor", "--config", str(tmp_path / "tandem.toml"))
    assert done.returncode == 1
    assert "newer Tandem" in done.stderr
    assert "Traceback" not in done.stderr
