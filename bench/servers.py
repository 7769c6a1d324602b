"""The two servers of a run, each a process of its own: Tandem's acceptor, and one that answers an empty 202."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from bench.traffic import ORIGIN
from tandem.kit.parent import SUPERVISED
from tandem.kit.secret import fingerprint

KEY = "bench-key-of-no-worth"

_SETTINGS = """\
[gateway]
port = {port}
trusted-proxies = ["127.0.0.0/8"]

[limits]
backlog = 1000000000  # beside an acceptor alone nobody settles

[[site]]
name = "shop"
origins = ["{origin}"]
keys = ["{key}"]
{more}
"""
_ROOT = Path(__file__).resolve().parent.parent
_START = 60.0
"""Seconds a server may take to answer for the first time."""


class Server(msgspec.Struct, frozen=True):
    port: int
    pid: int


@contextmanager
def acceptor(folder: Path, origin: str = ORIGIN, more: str = "") -> Iterator[Server]:
    """
    The acceptor of an installation in `folder`, with `more` settings of its site. `kill -9` ends it: what it
    acknowledged must be there afterwards.
    """
    with _running(folder, "-m", "tandem", "acceptor", "--config", origin=origin, more=more) as server:
        yield server


@contextmanager
def empty(folder: Path) -> Iterator[Server]:
    """The same HTTP server under the same limits, with nothing behind it."""
    with _running(folder, "-m", "bench.empty") as server:
        yield server


def settings(port: int, origin: str = ORIGIN, more: str = "") -> str:
    """A `tandem.toml` of one site, with `more` settings of it."""
    return _SETTINGS.format(port=port, origin=origin, key=fingerprint(KEY), more=more)


def rows(folder: Path) -> int:
    """How many entries the journal of the installation in `folder` holds."""
    with closing(sqlite3.connect(folder / "data" / "journal.db")) as connection:
        (found,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    return int(found)


@contextmanager
def _running(folder: Path, *command: str, origin: str = ORIGIN, more: str = "") -> Iterator[Server]:
    port = free_port()
    config = folder / "tandem.toml"
    config.write_text(settings(port, origin, more))
    environment = {**os.environ, SUPERVISED: "1"}  # it ends with us, however we end
    process = subprocess.Popen(
        [sys.executable, *command, str(config.resolve())], env=environment, cwd=_ROOT, stdin=subprocess.PIPE
    )
    try:
        wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.kill()
        process.communicate()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers. Raises `RuntimeError` when it does not."""
    deadline = time.monotonic() + _START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("a server of the measurement does not start; its own words are above") from None
            time.sleep(0.02)


def free_port() -> int:
    """One that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
