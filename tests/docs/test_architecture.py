"""The architecture on paper is the architecture in the code."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def layers() -> list[list[str]]:
    """The layers as import-linter checks them, top down; names on one line are equals."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    stations = next(contract for contract in contracts if contract["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in stations["layers"]]


def documented() -> list[tuple[str, str]]:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("<!-- layers")[1]
    return re.findall(r"^\| `(\w+)` \| (.+?) \|$", text, flags=re.M)


def test_the_documented_layers_are_the_enforced_ones() -> None:
    """Same names in the same order."""
    assert [name for name, _ in documented()] == [name for layer in layers() for name in layer]


def test_each_layer_describes_itself_as_documented() -> None:
    """The first words of a package's docstring stand in the table."""
    for name, description in documented():
        said = " ".join((import_module(f"tandem.{name}").__doc__ or "").split())
        assert said.startswith(description.rstrip(".")), name


def test_imports_point_upstream_only() -> None:
    """import-linter finds no broken contract."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
