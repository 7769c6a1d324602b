"""
The worker asks sources for what their messages lost: every few minutes, from where it was, and a little before.

What is found is posted to the gateway's own door. The bookmark moves when a page is in the journal, so that a worker
that dies asks for that page again, and never passes one over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from tandem.app.asker import FIRST_WAIT, Asker, Turn
from tandem.app.asking import asking, carry, openings
from tandem.config.schema import Loaded
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.wire import Wire
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Access, Later, Pull, Unanswered
from tandem.sources.asking.kinds import PULLS

LOOK = 1.0
"""Seconds between two looks at the clock, which may be set meanwhile."""

LONGEST_WAIT = timedelta(hours=1)
"""After failures, where it is not asked more often anyway."""


class Poll(Asker, frozen=True, kw_only=True):
    """One source, asked again and again."""

    pull: Pull
    access: Access
    every: timedelta
    overlap: timedelta
    first: timedelta


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
        _failed(poll, problem)
    except Exception as fault:
        _failed(poll, Later(f"our own code failed: {type(fault).__name__}; please report it"))
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


def _failed(poll: Poll, problem: Unanswered) -> None:
    poll.leave_alone("poll", problem, min(max(poll.every, FIRST_WAIT), LONGEST_WAIT))
