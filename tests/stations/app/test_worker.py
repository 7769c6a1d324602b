"""The worker: from the journal to Meta, and on through every fault."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tandem.app import paths, worker
from tandem.config.schema import Meta, Site
from tandem.config.telemetry import Collector
from tandem.emulator.testing import MetaEmulator
from tandem.event import entry
from tandem.event.entry import Taken
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import system_clock
from tandem.kit.lock import LockedElsewhere
from tandem.ledger.sqlite import SqliteLedger
from tests.support.demo import free_ports
from tests.support.events import event
from tests.support.settings import SHOP, loaded, settings
from tests.support.waiting import eventually


def site(meta: str) -> Site:
    dataset = Meta(dataset_id="1234567890", token="EMULATED-token-of-tests", endpoint=meta, linger=0.01)
    return Site(name="shop", origins=(), meta=(dataset,))


async def test_what_is_journalled_reaches_meta_once_and_the_worker_stops_when_told(tmp_path: Path) -> None:
    """Also what is journalled after it has started."""
    journal, now, stop = SqliteJournal(paths.journal(tmp_path)), system_clock(), asyncio.Event()
    with MetaEmulator.running() as meta:
        running = asyncio.create_task(worker.run(loaded(settings(site(meta.url)), tmp_path), stop))
        for count in (1, 2):
            sent = event(event_id=str(count), event_time=now, received_at=now)
            await journal.append([entry.encode(Taken(event=sent))])
            await eventually(lambda: len(meta.received()), lambda seen, count=count: seen >= count)
        stop.set()
        await asyncio.wait_for(running, 10)
        assert sorted(each["event_id"] for each in meta.received()) == ["1", "2"]
    journal.close()


async def test_a_collector_that_is_down_costs_its_spans_and_nothing_else(tmp_path: Path) -> None:
    """Everything is delivered, and the worker stops when told. Nobody listens where the spans should go."""
    journal, now, stop = SqliteJournal(paths.journal(tmp_path)), system_clock(), asyncio.Event()
    nowhere = Collector(url=f"http://127.0.0.1:{free_ports(1)}/v1/traces", headers={}, share=1.0)
    with MetaEmulator.running() as meta:
        told = msgspec.structs.replace(loaded(settings(site(meta.url)), tmp_path), collector=nowhere)
        running = asyncio.create_task(worker.run(told, stop))
        sent = [event(event_id=str(number), event_time=now, received_at=now) for number in range(20)]
        await journal.append([entry.encode(Taken(event=each)) for each in sent])
        await eventually(lambda: len(meta.received()), lambda seen: seen == 20)
        stop.set()
        await asyncio.wait_for(running, 20)
    journal.close()


async def test_a_worker_may_start_before_there_is_anything(tmp_path: Path) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(loaded(settings(SHOP), tmp_path), stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert paths.ledger(tmp_path).exists()


async def test_a_second_worker_on_the_same_data_is_refused(tmp_path: Path) -> None:
    ledger = SqliteLedger(paths.ledger(tmp_path))
    with pytest.raises(LockedElsewhere):
        await worker.run(loaded(settings(SHOP), tmp_path), asyncio.Event())
    ledger.close()


async def test_a_fault_in_one_lane_costs_a_pause_and_never_the_lane() -> None:
    """Turn after turn, whatever one of them raised."""
    turns: list[int] = []

    async def turn() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise RuntimeError("a fault")
        await asyncio.sleep(0.001)

    lane = asyncio.create_task(worker._repeat("meta:7", turn))
    await eventually(lambda: len(turns), lambda count: count >= 3)
    lane.cancel()


async def test_a_worker_that_is_stopped_gives_back_what_it_could_not_finish(tmp_path: Path) -> None:
    """Meta keeps it waiting for longer than our patience: the event is owed as before, and the next worker sends it."""
    journal, now, stop = SqliteJournal(paths.journal(tmp_path)), system_clock(), asyncio.Event()
    with MetaEmulator.running() as meta:
        meta.faults({"delay_ms": 60_000})
        slow = msgspec.structs.replace(site(meta.url).meta[0], timeout=60.0)
        told = loaded(settings(msgspec.structs.replace(site(meta.url), meta=(slow,))), tmp_path)
        running = asyncio.create_task(worker.run(told, stop, patience=0.05))
        await journal.append([entry.encode(Taken(event=event(event_time=now, received_at=now)))])
        await eventually(lambda: _states(tmp_path), lambda seen: seen == ["in_flight"])
        stop.set()
        await asyncio.wait_for(running, 10)
        assert _states(tmp_path) == ["waiting"]

        again, stopped = asyncio.Event(), loaded(settings(site(meta.url)), tmp_path)
        running = asyncio.create_task(worker.run(stopped, again))
        await eventually(lambda: _states(tmp_path), lambda seen: seen == ["delivered"])
        again.set()
        await asyncio.wait_for(running, 10)
    journal.close()


def _states(folder: Path) -> list[str]:
    path = paths.ledger(folder)
    if not path.exists():
        return []
    sql = (
        "SELECT iif(l.owner IS NULL, o.state, 'in_flight') FROM outbox o"
        " LEFT JOIN lease l ON l.destination = o.destination AND l.conversion = o.conversion"
    )
    with closing(sqlite3.connect(path)) as ledger:
        try:
            return [state for (state,) in ledger.execute(sql)]
        except sqlite3.OperationalError:  # the file is just being made
            return []
