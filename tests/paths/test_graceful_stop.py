"""Told to stop in the middle of everything, the gateway leaves nothing open."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.event import entry
from tandem.event.entry import Taken
from tandem.journal.reader import SqliteJournalReader
from tests.support.gateway import KEY, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow


async def test_a_gateway_that_is_stopped_under_load_leaves_nothing_half_done(
    meta: MetaEmulator, tmp_path: Path
) -> None:
    """
    What was acknowledged is on disk, what Meta took stands in the books as delivered, and nobody holds anything: the
    next start sends nothing twice.
    """
    acked: set[str] = set()
    meta.faults({"delay_ms": 300, "next": 1_000})
    with running_gateway(tmp_path, meta.url) as gateway:
        senders = [threading.Thread(target=_send, args=(gateway, name, acked)) for name in "abc"]
        for sender in senders:
            sender.start()
        await eventually(lambda: meta.received(limit="1"), bool)
        gateway.stop()
        for sender in senders:
            sender.join()
    assert gateway.process.returncode == 0
    with closing(sqlite3.connect(gateway.data / "ledger.db")) as ledger:
        known = {event_id for (event_id,) in ledger.execute("SELECT event_id FROM conversion")}
        sql = "SELECT event_id FROM conversion JOIN outbox ON conversion = id WHERE state = 'delivered'"
        delivered = {event_id for (event_id,) in ledger.execute(sql)}
        assert ledger.execute("SELECT count(*) FROM lease").fetchone() == (0,)
        (settled,) = ledger.execute("SELECT entry FROM bookmark").fetchone()
    assert acked <= known | _journalled(gateway, settled)
    assert delivered == {each["event_id"] for each in meta.received(limit="100000")}


def _send(gateway: Gateway, name: str, acked: set[str]) -> None:
    """Until nobody answers any more; no more than Meta remembers."""
    with suppress(URLError, OSError):
        for number in range(100):
            ids = [f"{name}_{number}_{place}" for place in range(20)]
            if _post(gateway, ids) == 202:
                acked.update(ids)


def _post(gateway: Gateway, ids: list[str]) -> int:
    person = {"external_id": "C-1"}
    events = [
        {"event_name": "Lead", "event_id": each, "user_data": person, "consent": {"ads": "granted"}} for each in ids
    ]
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    with urlopen(Request(f"{gateway.url}/v1/events", json.dumps(events).encode(), headers), timeout=10) as answer:
        return int(answer.status)


def _journalled(gateway: Gateway, settled: int) -> set[str]:
    """What the next start settles."""
    with closing(SqliteJournalReader(gateway.data / "journal.db")) as reader:
        told = [entry.decode(record.body) for record in reader.after(settled, 1_000_000)]
    return {each.event.event_id for each in told if isinstance(each, Taken)}
