"""The gateway as a real program: `tandem serve` with its processes, for tests that send to it and kill it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tandem.kit.secret import fingerprint
from tests.support.demo import free_ports

KEY = "a-key-for-tests"
ORIGIN = "https://www.example.com"
DATASET = "1234567890"
PATIENCE = 60.0
"""Seconds until its doors must be open: four Pythons are started, on a machine that may have other things to do."""

SETTINGS = """\
[gateway]
port = {port}
private-addresses = true
[dashboard]
port = {dashboard}
[[site]]
name = "shop"
origins = ["{origin}"]
region = "DE"
keys = ["{key}"]
[[site.meta]]
dataset-id = "{dataset}"
token = "EMULATED-token-of-tests"
endpoint = "{meta}"
linger = 0.05
timeout = 60.0
{more}
"""


class Gateway:
    """A folder with settings and data, and the processes that work on it."""

    def __init__(self, folder: Path, meta: str, more: str = "") -> None:
        self.folder = folder
        self.port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = folder / "data"
        words = {"port": self.port, "dashboard": self.port + 1, "origin": ORIGIN, "dataset": DATASET, "meta": meta}
        settings = SETTINGS.format(**words, key=fingerprint(KEY), more=more)
        (folder / "tandem.toml").write_text(settings, encoding="utf-8")

    def start(self, verb: str = "serve") -> None:
        command = [sys.executable, "-m", "tandem", verb, "--config", str(self.folder / "tandem.toml")]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def wait_until_open(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.is_open():
            if time.monotonic() > deadline:
                raise AssertionError((self.folder / "log").read_text(errors="replace")[-3000:])
            time.sleep(0.05)

    def is_open(self) -> bool:
        try:
            with urlopen(f"{self.url}/health", timeout=1):
                return True
        except (URLError, OSError):
            return False

    def children(self) -> dict[str, int]:
        """Process id by verb: acceptor, worker, dashboard."""
        found = {}
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in children:
            try:
                command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"tandem.cli.child" in command:
                found[command[command.index(b"tandem.cli.child") + 1].decode()] = int(pid)
        return found

    def kill(self, verb: str) -> None:
        """`kill -9` of one child, or of the supervisor."""
        pid = self.process.pid if verb == "serve" else self.children().get(verb)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def running_gateway(folder: Path, meta: str, more: str = "") -> Iterator[Gateway]:
    gateway = Gateway(folder, meta, more)
    gateway.start()
    try:
        gateway.wait_until_open()
        yield gateway
    finally:
        gateway.stop()
