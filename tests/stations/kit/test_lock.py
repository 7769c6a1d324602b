"""One process per file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tandem.kit.lock import LockedElsewhere, hold_alone

HOLD = """
import pathlib, sys
from tandem.kit.lock import hold_alone
held = hold_alone(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_told_what_to_do(tmp_path: Path) -> None:
    held = hold_alone(tmp_path / "journal.lock")
    with pytest.raises(LockedElsewhere, match="stop the other Tandem, or use another data folder"):
        hold_alone(tmp_path / "journal.lock")
    held.close()
    hold_alone(tmp_path / "journal.lock").close()


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    """However it dies, the next one need not clean up after it."""
    path = tmp_path / "journal.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LockedElsewhere):
        hold_alone(path)
    holder.kill()
    holder.communicate()
    hold_alone(path).close()
