"""The worker: settles the journal, and serves one lane per destination. The only writer of the ledger."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from tandem.app import alert_turns, errand_turns, lookups, match_quality, paths, polls, traces
from tandem.app.asking import PAGE_BYTES
from tandem.app.errands import work_of_worker
from tandem.app.lanes import Sweeper, make_lanes, serve
from tandem.app.sites import sites
from tandem.config.schema import Loaded
from tandem.delivery.flights import Flights
from tandem.delivery.record import catch_up
from tandem.journal.reader import SqliteJournalReader
from tandem.kit import vitals
from tandem.kit.ballast import MEBIBYTE, Ballast
from tandem.kit.clock import Clock, system_clock
from tandem.kit.signals import note
from tandem.kit.ticks import until_tick
from tandem.kit.wire import AiohttpWire
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle, settle_again
from tandem.settling.orders import end_waits
from tandem.settling.visits import forget_old
from tandem.upkeep.errands import Errands
from tandem.upkeep.forget import forget

LOOK_EVERY = 0.125
"""Seconds between looks at a journal that had nothing new."""

PAUSE_AFTER_FAULT = 1.0

ONE_BATCH = 8 * MEBIBYTE
"""What the fates of a full batch may take in the ledger's log."""

PATIENCE = 5.0
"""Seconds that requests under way may take to be answered when the worker stops."""


async def run(loaded: Loaded, stop: asyncio.Event, clock: Clock = system_clock, patience: float = PATIENCE) -> None:
    """
    Work until `stop`; what is under way then has `patience` seconds to be answered. Raises `LockedElsewhere` when
    another worker writes the same ledger.
    """
    watcher, close_traces = traces.watcher(loaded)
    ledger = SqliteLedger(paths.ledger(loaded.data), watcher, clock)
    _take_back(ledger)
    reader = SqliteJournalReader(paths.journal(loaded.data))
    running = sites(loaded)
    asked = Errands(paths.errands(loaded.data))
    settle_again(ledger, running, clock)
    async with AiohttpWire() as wire, AiohttpWire(PAGE_BYTES) as pages, AiohttpWire(proxies=False) as inward:
        lanes = make_lanes(loaded, ledger, wire, clock)
        sweeper = Sweeper([lane for lane, _ in lanes], ledger, loaded.settings.delivery.removed_grace, clock)
        ballast = _ballast(loaded)
        flights = {lane.name: Flights(lane.name) for lane, _ in lanes}
        turns = [_repeat("settle", partial(_settle_turn, partial(settle, reader, ledger, running)))]
        turns += [_repeat("sweep", sweeper.turn)]
        turns += [_repeat("orders", partial(_orders_turn, partial(end_waits, ledger, running), clock))]
        turns += [_repeat("memory", partial(_memory_turn, partial(forget_old, ledger, running), clock))]
        turns += [_repeat("forget", partial(_memory_turn, partial(forget, ledger, loaded.settings.retention), clock))]
        served = {lane.name: lane for lane, _ in lanes}
        begin = partial(work_of_worker, ledger=ledger, loaded=loaded, running=running, clock=clock, lanes=served)
        turns += [_repeat("errands", partial(errand_turns.serve, asked, "worker", begin))]
        turns += [
            _repeat(lane.name, partial(serve, lane, flights[lane.name], linger, ballast)) for lane, linger in lanes
        ]
        turns += [_repeat("alerts", partial(alert_turns.turn, loaded, ledger, wire, clock))]
        turns += [_repeat(name, turn) for name, turn in match_quality.turns(loaded, ledger, wire, clock)]
        for asking in (polls.turns, lookups.turns):
            turns += [_repeat(name, turn) for name, turn in asking(loaded, ledger, pages, inward, clock)]
        turns.append(_keep(ballast, loaded.data))
        turns.append(vitals.give(paths.vitals(loaded.data), "worker", clock))
        tasks = [asyncio.create_task(turn) for turn in turns]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(each.land(patience) for each in flights.values()))
        for lane, _ in lanes:
            catch_up(lane)
    reader.close()
    asked.close()
    ledger.close()
    await close_traces()


def _take_back(ledger: SqliteLedger) -> None:
    """What a worker before this one held when it died: the lock says that it is gone."""
    with ledger.turn():
        held = ledger.leases.take_back()
    if held:
        note("worker.took_back", events=held)


def _ballast(loaded: Loaded) -> Ballast:
    """A sixteenth of the reserve, and enough to record what is under way."""
    reserve = loaded.settings.limits.disk_reserve * MEBIBYTE
    return Ballast(paths.ballast(loaded.data), max(reserve // 16, min(reserve // 2, ONE_BATCH)))


async def _keep(ballast: Ballast, data: Path) -> None:
    """Space to fall back on, until the worker stops."""
    try:
        while True:
            ballast.tend(shutil.disk_usage(data).free)
            await until_tick(1)
    finally:
        ballast.release()


async def _settle_turn(turn: Callable[[], int]) -> None:
    settled = turn()
    await until_tick(0 if settled else LOOK_EVERY)


async def _orders_turn(end: Callable[[datetime], int], clock: Clock) -> None:
    """Orders whose wait for their truth is over."""
    await until_tick(0 if end(clock()) else 1)


async def _memory_turn(forget: Callable[[datetime], int], clock: Clock) -> None:
    """What has been kept long enough, a bite at a time."""
    await asyncio.sleep(0.05 if forget(clock()) else 60)


async def _repeat(name: str, turn: Callable[[], Awaitable[None]]) -> None:
    """Turn after turn. A fault costs a pause and a line in the log, never the other lanes."""
    while True:
        try:
            await turn()
        except Exception as fault:  # noqa: BLE001 - noted with its traceback
            note("worker.fault", lane=name, kind=type(fault).__name__, fault=fault)
            await asyncio.sleep(PAUSE_AFTER_FAULT)
