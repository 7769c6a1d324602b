"""The packages that we know, and how each is asked. Nothing of them is installed or copied here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from tandem.conformance.answer import Answer, Skipped
from tandem.conformance.implementation import About, Implementation
from tandem.conformance.program import Program
from tandem.conformance.vectors import Vector

DRIVERS = Path(__file__).with_name("drivers")
PYTHON = ("facebook_business", "capi-param-builder-python")
NODE = ("capi-param-builder-nodejs", "facebook-nodejs-business-sdk")


class NotGiven:
    """A peer that cannot be looked for."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        self._why = why

    def about(self) -> About:
        return About(missing=self._why)

    def answers(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        return (Skipped(self._why) for _ in vectors)


def peers(python: str, node_modules: Path | None) -> list[Implementation]:
    """`python` is the interpreter in which packages are looked up; `node_modules` the folder npm installed into."""
    # -I: neither PYTHONPATH nor the driver's own folder may stand in for the installed package
    asked = [Program(name, [python, "-I", str(DRIVERS / "python_peers.py"), name]) for name in PYTHON]
    return [*asked, *(_node_peer(name, node_modules) for name in NODE)]


def _node_peer(name: str, node_modules: Path | None) -> Implementation:
    node = shutil.which("node")
    if node is None:
        return NotGiven(name, "there is no node on the PATH")
    if node_modules is None:
        return NotGiven(name, f"not looked for: npm install {name}, then --node-modules FOLDER")
    return Program(name, [node, str(DRIVERS / "node_peers.cjs"), name, str(node_modules)])
