"""A stand-in for Meta, started and stopped: `bench.counting_server` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def counting_server() -> Iterator[str]:
    """Its address. A process of its own, so that its work is nobody's figure."""
    command = [sys.executable, "-m", "bench.counting_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline() if server.stdout else 0)}"
        finally:
            server.terminate()
