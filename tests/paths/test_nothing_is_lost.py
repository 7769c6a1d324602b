"""After a yes, the event survives: whatever is killed, whenever."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import KEY, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

KILLS = ("acceptor", "worker", "acceptor", "worker", "serve")


async def test_no_acknowledged_event_is_lost_by_kill_9_at_random_moments(meta: MetaEmulator, tmp_path: Path) -> None:
    """Senders keep sending while one process after the other is killed; every 202 is kept."""
    acked: set[str] = set()
    with running_gateway(tmp_path, meta.url) as gateway:
        senders = [asyncio.create_task(_send(gateway, f"s{number}", acked)) for number in range(4)]
        for verb in KILLS:
            before = len(acked)
            await eventually(lambda before=before: len(acked) - before, lambda more: more >= 40)
            await asyncio.sleep(random.random() / 3)
            gateway.kill(verb)
            if verb == "serve":
                await asyncio.to_thread(gateway.process.wait)
                await eventually(gateway.is_open, lambda is_open: not is_open)
                gateway.start()
        before = len(acked)
        await eventually(lambda: len(acked) - before, lambda more: more >= 40)
        for sender in senders:
            sender.cancel()
        delivered = await eventually(lambda: _ids(gateway, "delivered"), lambda ids: ids >= acked, patience=60)

    assert delivered >= acked
    received = {event["event_id"] for event in meta.received(limit="100000")}
    assert received >= acked
    assert _doubles(gateway) == 0
    assert _integrity(gateway) == {"ok"}


async def _send(gateway: Gateway, name: str, acked: set[str]) -> None:
    """One backend that sends small lists without a pause, and remembers what it was promised."""
    headers = {"Authorization": f"Bearer {KEY}"}
    number = 0
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=3)) as session:
        while True:
            ids = [f"{name}_{number + offset}" for offset in range(3)]
            number += 3
            try:
                async with session.post(f"{gateway.url}/v1/events", json=[_event(each) for each in ids]) as answer:
                    if answer.status == 202:
                        acked.update(ids)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.005)


def _event(event_id: str) -> dict[str, object]:
    return {
        "event_name": "Lead",
        "event_id": event_id,
        "user_data": {"external_id": event_id},
        "consent": {"ads": "granted"},
    }


def _ids(gateway: Gateway, state: str) -> set[str]:
    sql = "SELECT event_id FROM conversion JOIN outbox ON conversion = id WHERE state = ?"
    return {str(row[0]) for row in _ask(gateway, "ledger.db", sql, state)}


def _doubles(gateway: Gateway) -> int:
    sql = "SELECT count(*) - count(DISTINCT event_id) FROM conversion"
    return int(str(_ask(gateway, "ledger.db", sql)[0][0]))


def _integrity(gateway: Gateway) -> set[object]:
    return {_ask(gateway, name, "PRAGMA integrity_check")[0][0] for name in ("journal.db", "ledger.db")}


def _ask(gateway: Gateway, name: str, sql: str, *parameters: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{gateway.data / name}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, parameters).fetchall()
