"""The whole of Tandem as a real program: `tandem demo` in processes of its own, on free ports."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

PATIENCE = 60.0
"""Seconds until the demo must be up."""


class Demo:
    """Addresses of a running demo, and what its parts have to say."""

    def __init__(self, port: int, data: Path, process: subprocess.Popen[bytes]) -> None:
        self.gateway = f"http://127.0.0.1:{port}"
        self.emulator = f"http://127.0.0.1:{port + 1}"
        self.shop = f"http://127.0.0.1:{port + 2}"
        self.dashboard = f"http://127.0.0.1:{port + 3}"
        self.data = data
        self.process = process

    def ask(self, url: str) -> Any:
        with urlopen(url, timeout=10) as answer:
            return json.load(answer)

    def counted(self, event_name: str) -> dict[str, int]:
        """How Meta counted: `{"counted": 1, "received": 2, "browser": 1, "server": 1, …}`, zeros for nothing."""
        nothing = {"counted": 0, "received": 0, "deduplicated": 0, "browser": 0, "server": 0}
        found: dict[str, int] = self.ask(f"{self.emulator}/sandbox/counted")["by_event"].get(event_name, nothing)
        return found

    def pair(self, event_name: str) -> dict[str, Any]:
        pairs: list[dict[str, Any]] = self.ask(f"{self.emulator}/sandbox/pairs?event_name={event_name}")["pairs"]
        return pairs[0]

    def reset(self) -> None:
        urlopen(Request(f"{self.emulator}/sandbox/reset", method="POST"), timeout=10).close()


@contextmanager
def running_demo(data: Path) -> Iterator[Demo]:
    """Start it, wait until it says it is ready, stop it as Ctrl-C does."""
    port = free_ports(4)
    command = [sys.executable, "-m", "tandem", "demo", "--port", str(port), "--data", str(data)]
    log = data.with_suffix(".log").open("wb+")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        _wait_for_welcome(data.with_suffix(".log"), process)
        yield Demo(port, data, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _wait_for_welcome(log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while b"Tandem is ready" not in log.read_bytes():
        if time.monotonic() > deadline or process.poll() is not None:
            raise AssertionError(f"the demo did not come up:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.05)


def free_ports(count: int) -> int:
    """The first of `count` free ports in a row, below those that Linux lends to outgoing connections."""
    for _ in range(200):
        first = random.randrange(20_000, 32_000)
        if all(_is_free(first + offset) for offset in range(count)):
            return first
    raise AssertionError("no free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
