"""
The worker looks up what sources named and did not tell: a lead, a contact. Each ends in one message at the gateway's
own door: with what was found, or, when it was not found in time, with what is known without. None is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from tandem.app.asker import FIRST_WAIT, Asker, Turn
from tandem.app.asking import access, asking, door, hand_in
from tandem.config.schema import Loaded
from tandem.kit.backoff import wait
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.sql import is_storage_fault
from tandem.kit.wire import Wire
from tandem.ledger.lookups import LookupRow
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Access, Ask, Lookup, Missing, Unanswered
from tandem.sources.asking.kinds import LOOKUPS

LOOK = 0.5
"""Seconds between two looks at what there is to look up."""

BATCH = 20

LONGEST_WAIT = timedelta(minutes=15)
"""After failures."""


class Desk(Asker, frozen=True, kw_only=True):
    """Where what one source names is looked up."""

    lookup: Lookup
    access: Access | None
    """None: there is no token any more, and what is owed from before is told without it."""
    patience: timedelta
    """How long one that is not found is looked for."""


def turns(loaded: Loaded, ledger: SqliteLedger, wire: Wire, inward: Wire, clock: Clock) -> Iterator[Turn]:
    """One for each source that names things. Raises `BadSettings`."""
    sources = [source for site in loaded.settings.site for source in site.source if source.kind in LOOKUPS]
    for settings in sources:
        if secrets := loaded.source_secrets.get(settings.name):
            token = loaded.source_tokens.get(settings.name)
            desk = Desk(
                source=settings.name,
                lookup=LOOKUPS[settings.kind],
                access=access(settings, token) if token else None,
                door=door(settings.name, loaded.settings.gateway, secrets[0]),
                patience=timedelta(hours=settings.lookup_hours if token else 0),
                ledger=ledger,
                wire=wire,
                inward=inward,
                clock=clock,
            )
            yield f"lookups of {settings.name}", partial(turn, desk)


async def turn(desk: Desk) -> None:
    """What has waited too long is told without; what is due is asked for, unless the source is to be left alone."""
    try:
        await _give_up(desk)
        due = _due(desk)
        if desk.access is not None:
            await _look_up(desk, due, desk.access)
    except Unanswered as problem:
        desk.leave_alone("lookup", problem, LONGEST_WAIT)
        due = []
    if not due:
        await asyncio.sleep(LOOK)


def _due(desk: Desk) -> list[LookupRow]:
    now = desk.clock()
    is_left_alone = desk.ledger.asking.look(desk.source, "lookup").next_at > now
    return [] if is_left_alone or desk.access is None else desk.ledger.lookups.due(desk.source, now, BATCH)


async def _look_up(desk: Desk, due: Sequence[LookupRow], access: Access) -> None:
    """One after the other; what our own code fails at holds up no other. Raises `Later` and `Denied`: of them all."""
    ask = asking(desk.wire)
    for row in due:
        try:
            await _find(desk, row, access, ask)
        except Missing as problem:
            _put_off(desk, row, problem)
        except Unanswered:
            raise
        except Exception as fault:
            if is_storage_fault(fault):
                raise
            note("worker.fault", lane=f"lookups of {desk.source}", kind=type(fault).__name__, fault=fault)
            _put_off(desk, row, Missing("our own code failed; please report it"))


async def _find(desk: Desk, row: LookupRow, access: Access, ask: Ask) -> None:
    found = await desk.lookup.find(row.told, access, ask)
    if refusal := await hand_in(found, desk.door, desk.inward, desk.clock):
        note("lookup.refused", source=desk.source)
        await _tell_bare(desk, row)
    with desk.ledger.turn():
        desk.ledger.lookups.close(desk.source, row.key)
        desk.ledger.asking.found(desk.source, "lookup", 1, bool(refusal))
        desk.ledger.asking.answered(desk.source, "lookup", desk.clock(), desk.clock())


async def _give_up(desk: Desk) -> None:
    for row in desk.ledger.lookups.overdue(desk.source, desk.clock() - desk.patience, BATCH):
        await _tell_bare(desk, row)
        note("lookup.given_up", source=desk.source)
        with desk.ledger.turn():
            desk.ledger.lookups.close(desk.source, row.key)


async def _tell_bare(desk: Desk, row: LookupRow) -> None:
    """What it says is checked at the door, which counts what it refuses."""
    await hand_in(desk.lookup.bare(row.told), desk.door, desk.inward, desk.clock)


def _put_off(desk: Desk, row: LookupRow, problem: Missing) -> None:
    note("lookup.missing", source=desk.source, problem=str(problem))
    pause = wait(row.tries + 1, desk.roll, first=FIRST_WAIT, ceiling=LONGEST_WAIT)
    with desk.ledger.turn():
        desk.ledger.lookups.put_off(desk.source, row.key, desk.clock() + pause)
