"""The ground of one run: a folder, the processes of the gateway, a Meta, a disk and a clock of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tandem.kit.secret import fingerprint
from torture.child import CLOCK
from torture.clock import SteppedClock
from torture.disk import Disk, make_disk

KEY = "a-key-for-torture"
ORIGIN = "https://www.example.com"
PATIENCE = 60.0
"""Seconds that a process may take to start, on a busy machine."""

SETTINGS = """\
[gateway]
port = {port}
private-addresses = true
[delivery]
concurrency = 4
[[site]]
name = "shop"
origins = ["{origin}"]
region = "DE"
keys = ["{key}"]
[[site.meta]]
dataset-id = "1234567890"
token = "EMULATED-token-of-torture"
endpoint = "http://127.0.0.1:{meta}"
timeout = {timeout}
linger = 0.05
quality-hours = 0
"""

ANSWER_TIMEOUT = 4.0
"""Seconds that the gateway waits for Meta: long enough that a busy machine alone loses no answer."""

_direct = build_opener(ProxyHandler({}))


class Ground:
    """`source` is the folder that the gateway's own code is taken from: `src`, or a copy with a bug planted in it."""

    def __init__(self, folder: Path, source: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.diary = folder / "diary"
        for each in (self.data, self.diary):
            each.mkdir(parents=True)
        self.port, self.meta_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.meta_url = f"http://127.0.0.1:{self.meta_port}"
        self.clock = SteppedClock(folder / "clock")
        self._root = Path(__file__).parents[1]
        self._source = source
        self._write_settings()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.disk: Disk = make_disk(self.data, lambda: self.pids().values())

    def start(self, name: str) -> None:
        """`gateway`: the supervisor and its children; `meta`."""
        arguments = {
            "gateway": ["torture.serve", str(self.folder / "tandem.toml")],
            "meta": ["torture.meta", str(self.meta_port), str(self.diary), str(self.folder / "clock")],
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", *arguments[name]],
                env=self._environment(name),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def is_open(self, name: str) -> bool:
        url = f"{self.url}/health" if name == "gateway" else f"{self.meta_url}/sandbox/faults"
        try:
            with _direct.open(url, timeout=2):
                return True
        except (URLError, OSError):
            return False

    def wait_until_open(self, *names: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not all(self.is_open(name) for name in names):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{' and '.join(names)} did not start: see {self.folder}/*.log")
            time.sleep(0.1)

    def pids(self) -> Mapping[str, int]:
        """Of each process that lives: gateway, acceptor, worker, meta."""
        found = {name: process.pid for name, process in self._processes.items() if process.poll() is None}
        if "gateway" in found:
            found.update(_children(found["gateway"]))
        return found

    def tell(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one process, if it lives."""
        pid = self.pids().get(name)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def wait_for_end(self, name: str) -> None:
        """Of a supervisor or of Meta, and of the supervisor's children, which end with it."""
        self._processes[name].wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while name == "gateway" and self.is_open(name) and time.monotonic() < deadline:
            time.sleep(0.05)

    def close(self) -> None:
        for pid in self.pids().values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self._processes.values():
            process.wait()
        self.disk.close()

    def _write_settings(self) -> None:
        words = {"port": self.port, "meta": self.meta_port, "origin": ORIGIN, "timeout": ANSWER_TIMEOUT}
        told = SETTINGS.format(**words, key=fingerprint(KEY))
        (self.folder / "tandem.toml").write_text(told, encoding="utf-8")

    def _environment(self, name: str) -> dict[str, str]:
        source = self._source if name == "gateway" else self._root / "src"
        path = os.pathsep.join((str(source), str(self._root)))
        return {**os.environ, "PYTHONPATH": path, CLOCK: str(self.folder / "clock")}


def _children(parent: int) -> Iterator[tuple[str, int]]:
    try:
        pids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return
    for pid in pids:
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if b"torture.child" in command:
                yield command[command.index(b"torture.child") + 1].decode(), int(pid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
