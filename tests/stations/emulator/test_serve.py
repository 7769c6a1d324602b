"""The emulator as a program of its own: it comes up, answers, and goes when told."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tandem.emulator.testing import MetaEmulator


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as response:
            return bool(response.status == 200)
    except URLError:
        return False


def test_it_serves_until_it_is_told_to_stop() -> None:
    """`serve.run(host, port)` as a child process; SIGTERM ends it, with an open live feed too."""
    port = free_port()
    child = subprocess.Popen([sys.executable, "-m", "tandem.emulator.serve", "127.0.0.1", str(port)])
    try:
        deadline = time.monotonic() + 20
        while not answers(f"http://127.0.0.1:{port}/sandbox/counted") and time.monotonic() < deadline:
            time.sleep(0.02)
        with urlopen(f"http://127.0.0.1:{port}/sandbox/live", timeout=5) as feed:
            assert feed.readline().startswith(b"data:")
            child.send_signal(signal.SIGTERM)
            assert child.wait(timeout=10) == 0
    finally:
        child.kill()
        child.wait()


def test_a_taken_port_is_told_to_whoever_asked_for_it() -> None:
    """Not a thread that died in silence."""
    with (
        MetaEmulator.running() as first,
        pytest.raises(OSError, match="address already in use"),
        MetaEmulator.running(port=int(first.url.rpartition(":")[2])),
    ):
        pass
