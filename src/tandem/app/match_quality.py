"""The worker's question to each destination, every few hours: how well do the events that you got match people?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import msgspec

from tandem.config.schema import Loaded
from tandem.destinations.meta.dataset_quality import DatasetQuality, Scores
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.wire import Wire
from tandem.ledger.quality import Asked
from tandem.ledger.sqlite import SqliteLedger

FIRST = timedelta(minutes=10)
"""After the start of a worker that never asked: by then there may be something to tell of."""

AGAIN = timedelta(hours=1)
"""After an answer without scores, if that is sooner than the next question."""

LOOK = 60.0
"""Seconds between two looks at the clock, which may be set meanwhile."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """To one destination. `begun` is when the worker started."""

    quality: DatasetQuality
    ledger: SqliteLedger
    clock: Clock
    every: timedelta
    begun: datetime


Turn = tuple[str, Callable[[], Awaitable[None]]]
"""A name for the log, and what is to be done again and again."""


def turns(loaded: Loaded, ledger: SqliteLedger, wire: Wire, clock: Clock) -> Iterator[Turn]:
    """One for each dataset that is sent to and that is to be asked."""
    metas = (meta for site in loaded.settings.site if site.mode != "pixel-only" for meta in site.meta)
    for meta in metas:
        if meta.quality_hours > 0:
            quality = DatasetQuality(meta, loaded.tokens[meta.dataset_id], wire)
            every = timedelta(hours=meta.quality_hours)
            question = Question(quality=quality, ledger=ledger, clock=clock, every=every, begun=clock())
            yield f"match quality of {meta.destination}", partial(turn, question)


async def turn(question: Question) -> None:
    """Wait until it is time, or ask and write the answer down."""
    destination = question.quality.destination
    due = due_at(question.ledger.quality.asked(destination), question.every, question.begun)
    if (wait := (due - question.clock()).total_seconds()) > 0:
        await asyncio.sleep(min(wait, LOOK))
        return
    told = await question.quality.ask()
    with question.ledger.turn():
        if isinstance(told, Scores):
            question.ledger.quality.answered(destination, told.by_name, question.clock())
        else:
            question.ledger.quality.failed(destination, told.problem, question.clock())
    if not isinstance(told, Scores):
        note("meta.match_quality", destination=destination, problem=told.problem)


def due_at(asked: Asked | None, every: timedelta, begun: datetime) -> datetime:
    """When to ask next. A restart asks no sooner: the ledger remembers the last time."""
    if asked is None:
        return begun + min(every, FIRST)
    return asked.at + (every if asked.told else min(every, AGAIN))
