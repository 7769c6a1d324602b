"""The whole gateway, as an operator starts it: `tandem serve` in a folder, with one destination."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from bench.outbox import DATASET, TOKEN
from bench.process import children
from bench.servers import KEY, free_port, wait_for
from bench.traffic import ORIGIN
from tandem.app import paths
from tandem.kit.secret import fingerprint

_SETTINGS = """\
[gateway]
port = {port}

[dashboard]
port = {dashboard}

[[site]]
name = "shop"
origins = ["{origin}"]
keys = ["{key}"]
[[site.meta]]
dataset-id = "{dataset}"
token = "{token}"
endpoint = "{endpoint}"
timeout = 30.0
"""
_ROOT = Path(__file__).resolve().parent.parent
PROCESSES = ("acceptor", "worker", "dashboard")


class Installation(msgspec.Struct, frozen=True):
    """A running gateway: its public port, its data, and its processes by name."""

    port: int
    data: Path
    pids: Mapping[str, int]

    def ask(self, sql: str) -> int:
        """One number out of the ledger; 0 while there is none."""
        ledger = paths.ledger(self.data)
        if not ledger.exists():
            return 0
        with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute(sql).fetchone()
        return int(found)


@contextmanager
def installed(folder: Path, endpoint: str) -> Iterator[Installation]:
    """Running until the block is left. What lies in `folder`/data before is taken over."""
    port = free_port()
    words = {"port": port, "dashboard": free_port(), "origin": ORIGIN, "dataset": DATASET, "token": TOKEN}
    settings = _SETTINGS.format(**words, key=fingerprint(KEY), endpoint=endpoint)
    (folder / "tandem.toml").write_text(settings, encoding="utf-8")
    command = [sys.executable, "-m", "tandem", "serve", "--config", str((folder / "tandem.toml").resolve())]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_for(port, process)
        yield Installation(port, folder / "data", _pids(process.pid))
    finally:
        _stop(process)


def _pids(supervisor: int) -> dict[str, int]:
    found = children(supervisor)
    return {name: pid for pid, line in found.items() for name in PROCESSES if f" {name} " in line}


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def eventually(done: Installation, sql: str, wanted: int, patience: float) -> bool:
    """Whether the number was reached in time."""
    deadline = time.monotonic() + patience
    while done.ask(sql) < wanted:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
