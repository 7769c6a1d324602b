"""
Errands, done here or had done: by whoever writes the file they concern.

While a writer runs it holds the file's lock, so it is asked; while none runs, the lock is free and the command does the
work itself, with the same code.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import TypeVar

import msgspec
import structlog

from tandem.app import paths
from tandem.app.sites import sites
from tandem.config.schema import Loaded
from tandem.kit.clock import Clock, system_clock
from tandem.kit.lock import LockedElsewhere
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.errands import Doer, Errand, Errands, Replay
from tandem.upkeep.progress import Progress
from tandem.upkeep.replay import Replayed, Sites, replay

log = structlog.get_logger()

LOOK_EVERY = 0.2
"""Seconds between looks for an errand, and for its answer."""

Report = TypeVar("Report")
Work = Generator[Progress, None, Report]
Tell = Callable[[Progress], None]


class NotDone(RuntimeError):
    """The errand could not be done; the text says why and what to do."""


def replay_here_or_there(loaded: Loaded, errand: Replay, tell: Tell, clock: Clock = system_clock) -> Replayed:
    """Raises `NotDone`."""
    try:
        ledger = SqliteLedger(paths.ledger(loaded.data))
    except LockedElsewhere:
        return _have_done(loaded, "worker", errand, Replayed, tell, clock)
    try:
        return _drive(work_of(errand, ledger, sites(loaded), clock), tell)
    finally:
        ledger.close()


def work_of(errand: Errand, ledger: SqliteLedger, running: Sites, clock: Clock) -> Work[Replayed]:
    """What the ledger's writer does for an errand."""
    return replay(ledger, errand.chosen, errand.recipe, running, clock, errand.asked_by)


async def serve(errands: Errands, doer: Doer, begin: Callable[[Errand], Work[object]]) -> None:
    """One turn of a writer: the next errand, bite by bite, so that its other turns go on in between."""
    found = errands.next(doer)
    if found is None:
        await asyncio.sleep(LOOK_EVERY)
        return
    number, errand = found
    try:
        report = await _step_by_step(begin(errand), errands, number)
    except Exception as fault:
        log.error("errand.failed", errand=type(errand).__name__, kind=type(fault).__name__, exc_info=fault)
        errands.fail(number, type(fault).__name__)
    else:
        errands.finish(number, report)
        log.info("errand.done", errand=type(errand).__name__)


async def _step_by_step(work: Work[object], errands: Errands, number: int) -> object:
    while True:
        try:
            errands.tell(number, next(work))
        except StopIteration as end:
            return end.value
        await asyncio.sleep(0)


def _drive(work: Work[Report], tell: Tell) -> Report:
    while True:
        try:
            tell(next(work))
        except StopIteration as end:
            report: Report = end.value
            return report


def _have_done(loaded: Loaded, doer: Doer, errand: Errand, kind: type[Report], tell: Tell, clock: Clock) -> Report:
    errands = Errands(paths.errands(loaded.data))
    number = errands.ask(doer, errand, clock())
    try:
        while (standing := errands.look(number)) is not None and standing.state == "asked":
            tell(standing.progress)
            time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        errands.withdraw(number)
        raise
    finally:
        errands.close()
    if standing is None or standing.state == "failed":
        raise NotDone(f"the {doer} could not do it: its log says why")
    return msgspec.json.decode(standing.answer or b"null", type=kind)
