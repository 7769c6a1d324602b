"""A disk that fills up: nothing acknowledged is lost, senders are told to come back, and it mends by itself."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import KEY, Gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

RESERVE = "[limits]\ndisk-reserve = 16\n"
PADDING = "x" * 6_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MiB. Only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


async def test_nothing_acknowledged_is_lost_when_the_disk_fills_up(meta: MetaEmulator, small_disk: Path) -> None:
    """
    Something else eats the disk, to the last byte, while a backend sends. It is told 429 or 503; what it was told 202
    for is delivered, and the doors open again when there is room.
    """
    (small_disk / "data").mkdir()
    gateway = Gateway(small_disk, meta.url)
    settings = (small_disk / "tandem.toml").read_text()
    (small_disk / "tandem.toml").write_text(RESERVE + settings)
    (small_disk / "others").write_bytes(bytes(32 * 1024 * 1024))
    gateway.start()
    try:
        gateway.wait_until_open()
        await eventually(lambda: _delivered(gateway), lambda ids: ids == set())
        acked = _send_until_turned_away(gateway, "before")
        _eat(small_disk)
        acked |= _send_some(gateway, "full")
        (small_disk / "filler").unlink()
        (small_disk / "others").unlink()
        await eventually(lambda: _status(gateway, "after"), lambda status: status == 202, patience=60)
        acked.add("after")
        delivered = await eventually(
            lambda: _delivered(gateway), lambda ids: ids is not None and ids >= acked, patience=60
        )
    finally:
        gateway.stop()

    assert len(acked) > 100
    assert delivered is not None
    assert delivered >= acked
    for name in ("journal.db", "ledger.db"):
        with closing(sqlite3.connect(gateway.data / name)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _send_until_turned_away(gateway: Gateway, name: str, patience: float = 60) -> set[str]:
    """Events of six kilobytes, until the gateway asks to come back later."""
    acked: set[str] = set()
    deadline = time.monotonic() + patience
    number = 0
    while time.monotonic() < deadline:
        ids = [f"{name}_{number + offset}" for offset in range(20)]
        number += 20
        status = _post(gateway, ids)
        if status != 202:
            assert status == 429, "the reserve was reached before the disk was full"
            return acked
        acked.update(ids)
    raise AssertionError("nobody was turned away")


def _send_some(gateway: Gateway, name: str) -> set[str]:
    """While the disk is full. Whatever the answer is, a yes must be true."""
    return {f"{name}_{number}" for number in range(20) if _status(gateway, f"{name}_{number}") == 202}


def _eat(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(65_536))
        except OSError:
            os.fsync(filler.fileno())


def _status(gateway: Gateway, event_id: str) -> int:
    return _post(gateway, [event_id])


def _post(gateway: Gateway, ids: list[str]) -> int:
    events = [
        {"event_name": "Lead", "event_id": each, "consent": {"ads": "granted"}, "custom_data": {"note": PADDING},
         "user_data": {"external_id": each}}
        for each in ids
    ]  # fmt: skip
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    request = Request(f"{gateway.url}/v1/events", json.dumps(events).encode(), headers)
    try:
        with urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def _delivered(gateway: Gateway) -> set[str] | None:
    """None while the worker has not made its ledger."""
    try:
        return _read(gateway)
    except sqlite3.OperationalError:
        return None


def _read(gateway: Gateway) -> set[str]:
    with closing(sqlite3.connect(f"file:{gateway.data / 'ledger.db'}?mode=ro", uri=True)) as ledger:
        sql = "SELECT event_id FROM conversion JOIN outbox ON conversion = id WHERE state = 'delivered'"
        return {str(event_id) for (event_id,) in ledger.execute(sql)}
