"""The worker: settles the journal, and serves one lane per destination. The only writer of the ledger."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import structlog

from tandem.app import paths
from tandem.app.sites import sites
from tandem.config.schema import Loaded, Meta, Site
from tandem.delivery.lane import Lane
from tandem.destinations.meta import versions
from tandem.destinations.meta.client import MetaDestination
from tandem.dispatch import dispatch
from tandem.journal.reader import SqliteJournalReader
from tandem.kit.clock import Clock, system_clock
from tandem.kit.wire import AiohttpWire, Wire
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle

log = structlog.get_logger()

LOOK_EVERY = 0.05
"""Seconds between looks at a journal that had nothing new."""

PAUSE_AFTER_FAULT = 1.0


async def run(loaded: Loaded, stop: asyncio.Event, clock: Clock = system_clock) -> None:
    """Work until `stop`. Raises `LockedElsewhere` when another worker writes the same ledger."""
    ledger = SqliteLedger(paths.ledger(loaded.data))
    _take_back(ledger)
    reader = SqliteJournalReader(paths.journal(loaded.data))
    running = sites(loaded)
    async with AiohttpWire() as wire:
        turns = [_repeat("settle", partial(_settle_turn, partial(settle, reader, ledger, running)))]
        for site, meta in _owed(loaded):
            lane = make_lane(site, meta, loaded, ledger, wire, clock)
            turns.append(_repeat(lane.destination.name, partial(_lane_turn, lane, meta.linger)))
        tasks = [asyncio.create_task(turn) for turn in turns]
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    reader.close()
    ledger.close()


def _take_back(ledger: SqliteLedger) -> None:
    """What a worker before this one held when it died: the lock says that it is gone."""
    with ledger.turn():
        held = ledger.leases.take_back()
    if held:
        log.info("worker.took_back", events=held)


def _owed(loaded: Loaded) -> Iterator[tuple[Site, Meta]]:
    for site in loaded.settings.site:
        if site.mode != "pixel-only":
            yield from ((site, meta) for meta in site.meta)


def make_lane(site: Site, meta: Meta, loaded: Loaded, ledger: SqliteLedger, wire: Wire, clock: Clock) -> Lane:
    token = loaded.tokens[meta.dataset_id]
    destination = MetaDestination(meta, token, wire, clock, until=ledger.trial.until, roll=random.random)
    for version in filter(None, (meta.api_version, meta.canary_version)):
        if told := versions.warning(version, clock().date()):
            log.warning("meta.api_version", destination=destination.name, problem=told)
    return Lane(destination=destination, ledger=ledger, consent=site.consent, clock=clock, roll=random.random)


async def _settle_turn(turn: Callable[[], int]) -> None:
    settled = turn()
    await asyncio.sleep(0 if settled else LOOK_EVERY)


async def _lane_turn(lane: Lane, linger: float) -> None:
    looked_at = await dispatch(lane)
    await asyncio.sleep(0 if looked_at >= lane.destination.batch else linger)


async def _repeat(name: str, turn: Callable[[], Awaitable[None]]) -> None:
    """Turn after turn. A fault costs a pause and a line in the log, never the other lanes."""
    while True:
        try:
            await turn()
        except Exception as fault:
            log.error("worker.fault", lane=name, kind=type(fault).__name__, exc_info=fault)
            await asyncio.sleep(PAUSE_AFTER_FAULT)
