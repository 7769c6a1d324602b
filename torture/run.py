"""One run: a seed, some seconds of torture, peace, and the judgement."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path

from torture import evidence
from torture.chaos import Chaos
from torture.ground import Ground
from torture.judge import Judgement, judge
from torture.plan import DRAWS, plan
from torture.senders import Promises, Sender

SENDERS = 4

DRAIN = 90.0
"""Seconds of peace in which everything that is owed must have its fate."""

LOOK_EVERY = 1.0
PUT_FORWARD = 20 * 60.0
"""Seconds by which the clock is put forward while something is still owed: beyond the longest wait between tries."""

SOURCE = Path(__file__).parents[1] / "src"

Show = Callable[[float, str], None]
"""Told how much is done, from 0 to 1, and what is going on."""


async def torture(
    seed: int,
    seconds: float,
    folder: Path,
    *,
    source: Path = SOURCE,
    kinds: tuple[str, ...] = tuple(DRAWS),
    show: Show = lambda done, what: None,
) -> Judgement:
    """
    `folder` is new and keeps everything: settings, databases, logs, Meta's diary, what happened when. `source` is
    where the gateway's code is, `kinds` are the kinds of trouble, of `plan.DRAWS`. Raises `TimeoutError` when a process
    does not start.
    """
    ground = Ground(folder, source)
    try:
        return await _torture(seed, seconds, ground, kinds, show)
    finally:
        ground.close()


async def _torture(seed: int, seconds: float, ground: Ground, kinds: tuple[str, ...], show: Show) -> Judgement:
    ground.start("meta")
    ground.start("gateway")
    show(0, "starting")
    await asyncio.to_thread(ground.wait_until_open, "meta", "gateway")
    chaos = Chaos(ground)
    with Promises(ground.folder / "promises.jsonl") as promises:
        senders = [asyncio.create_task(Sender(each, seed, ground, promises).run()) for each in range(SENDERS)]
        bar = asyncio.create_task(_show_progress(seconds, promises, show))
        try:
            await chaos.carry_out(plan(seed, seconds, kinds))
        finally:
            for task in (bar, *senders):
                task.cancel()
            await asyncio.gather(bar, *senders, return_exceptions=True)
        show(1, "peace: what is owed is sent")
        await _drain(ground, chaos)
        ground.tell("gateway", signal.SIGTERM)
        await asyncio.to_thread(ground.wait_for_end, "gateway")
    (ground.folder / "happened").write_text("\n".join(chaos.happened) + "\n", encoding="utf-8")
    books, receipts = evidence.read_books(ground.data), evidence.receipts(ground.diary)
    return judge(promises.offered, promises.acknowledged, books, receipts, chaos.disturbances, chaos.refusals)


async def _drain(ground: Ground, chaos: Chaos) -> None:
    await chaos.make_peace()
    deadline = time.monotonic() + DRAIN
    while not await asyncio.to_thread(evidence.is_drained, ground.data) and time.monotonic() < deadline:
        await asyncio.sleep(LOOK_EVERY)
        chaos.put_forward(chaos.furthest + PUT_FORWARD)


async def _show_progress(seconds: float, promises: Promises, show: Show) -> None:
    begun = time.monotonic()
    while True:
        done = min(1.0, (time.monotonic() - begun) / seconds)
        show(done, f"{len(promises.acknowledged)} events acknowledged")
        await asyncio.sleep(0.5)
