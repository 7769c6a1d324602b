"""
One load: so many connections post one request again and again for so many seconds, in a process of its own.

`wrk` makes the load where it is installed, else `bench.generator`. Both read the same request from the same file and
print the same figures, so the two can be compared.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

_ROOT = Path(__file__).resolve().parent.parent
_WRK_SCRIPT = Path(__file__).resolve().with_name("wrk.lua")


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """`request` is a whole HTTP request as bytes; wherever it holds `bench.traffic.SERIAL`, each copy gets its own."""

    request: bytes
    connections: int
    seconds: int
    prefix: str
    """Six characters in front of every serial, so that no two loads of a run share one."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the generator saw. Times are seconds unless the name says otherwise."""

    answers: int
    """Whole answers, of any status."""
    refused: int
    """Those of them with a status of 400 or more."""
    failures: int
    """Connections that could not be opened, broke, or stayed silent for ten seconds."""
    seconds: float
    p50_us: float
    p99_us: float

    @property
    def acked(self) -> int:
        return self.answers - self.refused

    @property
    def per_second(self) -> float:
        return self.acked / self.seconds

    @property
    def errors(self) -> int:
        return self.refused + self.failures


def generator() -> str:
    """Which generator makes the load here."""
    return "wrk" if shutil.which("wrk") else "bench.generator"


def put(load: Load, port: int, by: str | None = None) -> Figures:
    """Put the load on 127.0.0.1:`port` and wait for its end. Raises `CalledProcessError` when the generator fails."""
    with TemporaryDirectory() as folder:
        template = Path(folder) / "request"
        template.write_bytes(load.request)
        command = _command(load, port, template, by or generator())
        finished = subprocess.run(command, check=True, cwd=_ROOT, stdout=subprocess.PIPE)
    return msgspec.json.decode(finished.stdout.splitlines()[-1], type=Figures)


def _command(load: Load, port: int, template: Path, by: str) -> list[str]:
    told = [str(template), load.prefix]
    if by == "wrk":
        shape = ["-t1", f"-c{load.connections}", f"-d{load.seconds}s", "--timeout", "10s"]
        return ["wrk", *shape, "-s", str(_WRK_SCRIPT), f"http://127.0.0.1:{port}", "--", *told]
    shape = [str(port), str(load.connections), str(load.seconds)]
    return [sys.executable, "-m", "bench.generator", *shape, *told]
