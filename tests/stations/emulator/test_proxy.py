"""A machine with a proxy: nothing between a test and its Meta goes through it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.support.acceptor import free_port

ASKED = """
from tandem.emulator.testing import MetaEmulator
with MetaEmulator.running() as meta:
    meta.reset()
    print(meta.counted())
"""


def test_the_emulator_is_asked_directly_whatever_proxy_the_machine_has() -> None:
    """HTTP_PROXY names a port where nobody listens; in a process of its own, which reads it anew."""
    dead = f"http://127.0.0.1:{free_port()}"
    machine = {**os.environ, "HTTP_PROXY": dead, "http_proxy": dead, "ALL_PROXY": dead, "NO_PROXY": "", "no_proxy": ""}
    asked = subprocess.run([sys.executable, "-c", ASKED], env=machine, capture_output=True, text=True, timeout=60)
    assert (asked.stdout, asked.stderr) == ("0\n", "")
