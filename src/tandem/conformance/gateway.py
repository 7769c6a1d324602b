"""A Tandem on free ports, for as long as it is asked."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tandem.conformance.post import answers
from tandem.kit.secret import fingerprint

PATIENCE = 30.0
"""Seconds until it must be up."""

SETTINGS = """\
[gateway]
port = {port}
[dashboard]
port = {dashboard}
[[site]]
name = "conformance"
origins = []
keys = ["{key}"]
[[site.meta]]
dataset-id = "1234567890"
token = "EMULATED-token-of-the-conformance-suite"
endpoint = "{meta}"
linger = 0.05
"""


class NotUp(RuntimeError):
    """The gateway did not come up; the text ends with what it last said."""


@contextmanager
def running_gateway(folder: Path, meta: str) -> Iterator[tuple[str, str]]:
    """Serve in `folder` and send to the emulator at `meta`: the address of the backend's door, and its key."""
    key = secrets.token_urlsafe(24)
    port, dashboard = _free_ports(2)
    settings = folder / "tandem.toml"
    settings.write_text(SETTINGS.format(port=port, dashboard=dashboard, key=fingerprint(key), meta=meta))
    process = _start(settings, folder / "log")
    try:
        _wait(f"http://127.0.0.1:{port}/health", process, folder / "log")
        yield f"http://127.0.0.1:{port}/v1/events", key
    finally:
        _stop(process)


def _start(settings: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tandem", "serve", "--config", str(settings)]
    # it ends when our end of its standard input closes, so that a kill -9 of ours leaves nothing behind
    env = {**os.environ, "TANDEM_SUPERVISED": "1", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603 - our own program
            command, env=env, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        )


def _wait(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(health):
        if time.monotonic() > deadline or process.poll() is not None:
            raise NotUp(f"the gateway did not come up:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
