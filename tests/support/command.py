"""A verb of the command line, as an operator runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def tandem(folder: Path, *words: str, patience: float = 60) -> subprocess.CompletedProcess[str]:
    """Beside the folder's tandem.toml."""
    command = [sys.executable, "-m", "tandem", *words, "--config", str(folder / "tandem.toml")]
    return subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)


def told(folder: Path, *words: str) -> Any:
    """What it writes as JSON. Fails with what it says when it does not end well."""
    done = tandem(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
