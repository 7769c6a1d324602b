"""
The worker asks sources for what their messages lost: every few minutes, from where it was, and a little before.

What is found is posted to the gateway's own door. The bookmark moves when a page is in the journal, so that a worker
that dies asks for that page again, and never passes one over.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import msgspec

from tandem.app.asking import Door, asking, carry, openings
from tandem.config.schema import Loaded
from tandem.kit.backoff import Roll, wait
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.wire import Wire
from tandem.ledger.asking import AskingRow
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Access, Denied, Later, Pull, Unanswered
from tandem.sources.asking.kinds import PULLS

LOOK = 1.0
"""Seconds between two looks at the clock, which may be set meanwhile."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
"""After a failure: from here, doubled each time, up to there."""

Turn = tuple[str, Callable[[], Awaitable[None]]]
"""A name for the log, and what is to be done again and again."""


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """One source, asked again and again."""

    source: str
    pull: Pull
    access: Access
    door: Door
    every: timedelta
    overlap: timedelta
    first: timedelta
    ledger: SqliteLedger
    wire: Wire
    """For the source."""
    inward: Wire
    """For the gateway's own door: never by way of a proxy."""
    clock: Clock
    roll: Roll = random.random


def turns(loaded: Loaded, ledger: SqliteLedger, wire: Wire, inward: Wire, clock: Clock) -> Iterator[Turn]:
    """One for each source that is polled. Raises `BadSettings`."""
    for settings, access, door in openings(loaded):
        if settings.poll_minutes:
            poll = Poll(
                source=settings.name,
                pull=PULLS[settings.kind],
                access=access,
                door=door,
                every=timedelta(minutes=settings.poll_minutes),
                overlap=timedelta(minutes=settings.poll_overlap_minutes),
                first=timedelta(hours=settings.poll_first_hours),
                ledger=ledger,
                wire=wire,
                inward=inward,
                clock=clock,
            )
            yield f"poll of {settings.name}", partial(turn, poll)


async def turn(poll: Poll) -> None:
    """Wait until it is time, or ask, and write down what came of it."""
    standing = poll.ledger.asking.look(poll.source, "poll")
    if (early := (standing.next_at - poll.clock()).total_seconds()) > 0:
        await asyncio.sleep(min(early, LOOK))
        return
    begun = poll.clock()
    start = standing.bookmark or _begin(poll, begun)
    try:
        await _ask(poll, start - poll.overlap, begun)
    except Unanswered as problem:
        _failed(poll, problem, standing)
    except Exception as fault:
        _failed(poll, Later(f"our own code failed: {type(fault).__name__}; please report it"), standing)
        raise
    else:
        with poll.ledger.turn():
            poll.ledger.asking.came_to(poll.source, begun, 0, 0)
            poll.ledger.asking.answered(poll.source, "poll", poll.clock(), begun + poll.every)


def _begin(poll: Poll, now: datetime) -> datetime:
    """Where asking begins: written down, so that a source that is silent at first costs nothing of it."""
    with poll.ledger.turn():
        poll.ledger.asking.came_to(poll.source, now - poll.first, 0, 0)
    return now - poll.first


async def _ask(poll: Poll, moment: datetime, begun: datetime) -> None:
    """
    Page after page; each is in the journal before the next is asked for. A source that dates a change in the future
    does not lead the bookmark there. Raises `Unanswered`.
    """
    async for page in poll.pull.pages(poll.access, moment, asking(poll.wire)):
        done = await carry(page, poll.door, poll.inward, poll.clock)
        if done.refusal:
            note("poll.row_refused", source=poll.source, rows=done.refused)
        with poll.ledger.turn():
            come = min(page.upto or moment, begun)
            poll.ledger.asking.came_to(poll.source, come, done.found, done.refused)


def _failed(poll: Poll, problem: Unanswered, standing: AskingRow) -> None:
    times = standing.failing.times + 1 if standing.failing else 1
    pause = wait(times, poll.roll, first=FIRST_WAIT, ceiling=min(max(poll.every, FIRST_WAIT), LONGEST_WAIT))
    after = problem.after if isinstance(problem, Later) and problem.after else timedelta(0)
    now, denied = poll.clock(), isinstance(problem, Denied)
    note("poll.failed", source=poll.source, why="denied" if denied else "later", problem=str(problem))
    with poll.ledger.turn():
        poll.ledger.asking.failed(poll.source, "poll", str(problem), now, now + max(pause, after), denied=denied)
