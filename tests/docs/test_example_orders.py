"""The second lesson works as it is written: real processes, the till as a program of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.demo import free_ports
from tests.support.gateway import Gateway
from tests.support.waiting import eventually, stays

LESSON = Path(__file__).resolve().parents[2] / "examples" / "02-orders-from-a-till"
SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0aWxs"

pytestmark = pytest.mark.slow


async def test_an_order_counts_once_when_it_is_paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Created: nothing. Paid, and told again: one Purchase."""
    monkeypatch.setenv("TILL_SECRET", SECRET)
    folder = Path(shutil.copytree(LESSON, tmp_path / "lesson"))
    with MetaEmulator.running() as meta:
        gateway = lesson(folder, meta.url)
        gateway.start()
        try:
            gateway.wait_until_open()
            assert till(folder, gateway, "created") == "200"
            assert await stays(meta.counted, 0, 1.0)
            assert till(folder, gateway, "paid") == "200"
            assert await eventually(meta.counted, lambda counted: counted == 1)
            assert till(folder, gateway, "paid") == "200"
            assert await stays(meta.counted, 1, 1.0)
            (purchase,) = meta.received()
            assert (purchase["event_id"], purchase["raw"]["custom_data"]["value"]) == ("order_0042", 49.9)
        finally:
            gateway.stop()


def lesson(folder: Path, meta: str) -> Gateway:
    """The lesson's own settings, with free ports in them."""
    given = (folder / "tandem.toml").read_text()
    gateway = Gateway(folder, meta)
    ports = free_ports(2)
    gateway.port, gateway.url = ports, f"http://127.0.0.1:{ports}"
    text = given.replace("port = 8000", f"port = {ports}").replace("http://127.0.0.1:8001", meta)
    (folder / "tandem.toml").write_text(f"{text}\n[dashboard]\nport = {ports + 1}\n")
    return gateway


def till(folder: Path, gateway: Gateway, kind: str) -> str:
    command = [sys.executable, "till.py", kind, "0042", gateway.url]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, env={**os.environ})
    return done.stdout.strip()
