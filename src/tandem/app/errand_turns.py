"""How a process serves errands beside its work: one bite, then the others' turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tandem.app.errands import LOOK_EVERY, Work
from tandem.kit.signals import note
from tandem.kit.ticks import until_tick
from tandem.upkeep.errands import Doer, Errand, Errands
from tandem.upkeep.progress import Progress

Begin = Callable[[Errand], Work[object]]


async def serve(errands: Errands, doer: Doer, begin: Begin, *, in_thread: bool = False) -> None:
    """
    One turn: the next errand, bite by bite. `in_thread` keeps the bites out of the event loop, for a process whose
    callers must not wait and whose files may be used from a thread.
    """
    found = errands.next(doer)
    if found is None:
        await until_tick(LOOK_EVERY)
        return
    number, errand = found
    try:
        report = await _step_by_step(begin(errand), errands, number, in_thread=in_thread)
    except Exception as fault:  # noqa: BLE001 - noted with its traceback
        note("errand.failed", errand=type(errand).__name__, kind=type(fault).__name__, fault=fault)
        errands.fail(number, type(fault).__name__)
    else:
        errands.finish(number, report)
        note("errand.done", errand=type(errand).__name__)


async def _step_by_step(work: Work[object], errands: Errands, number: int, *, in_thread: bool) -> object:
    while True:
        step = await asyncio.to_thread(_step, work) if in_thread else _step(work)
        if not isinstance(step, Progress):
            return step[0]
        errands.tell(number, step)
        await asyncio.sleep(0)


def _step(work: Work[object]) -> Progress | tuple[object]:
    """How far it is, or its report, which is all there is in a tuple: a thread cannot be left by StopIteration."""
    try:
        return next(work)
    except StopIteration as end:
        return (end.value,)
