"""A pytest of somebody else's: their test file, our plugin, a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What their terminal showed, and how many tests came out how."""

    output: str

    def counts(self) -> dict[str, int]:
        """`{"passed": 2, "failed": 1}` from the last line."""
        last = self.output.strip().splitlines()[-1]
        return {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", last)}


def pytest_in(folder: Path, *arguments: str) -> Run:
    """Run the tests of `folder`. No other plugin is loaded, and none of this project's settings hold."""
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-p", "tandem.testing.plugin", "-p", "no:cacheprovider", "-q"]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120"}
    done = subprocess.run([*command, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    return Run(done.stdout + done.stderr)


def pytest_of(folder: Path, tests: str) -> Run:
    """Run a test file with this content."""
    (folder / "test_theirs.py").write_text(tests, encoding="utf-8")
    return pytest_in(folder)
