"""The lanes of a worker: made from the settings, served side by side, swept now and then."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta

from tandem.config.schema import Loaded, Meta, Site
from tandem.delivery.claim import claim
from tandem.delivery.flights import Flights
from tandem.delivery.lane import Lane
from tandem.delivery.record import catch_up
from tandem.delivery.sweep import refuse_late, refuse_removed, warn_of_deadlines
from tandem.destinations.meta import versions
from tandem.destinations.meta.client import MetaDestination
from tandem.dispatch import deliver
from tandem.kit.ballast import Ballast
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.kit.ticks import until_tick
from tandem.kit.wire import Wire
from tandem.ledger.sqlite import SqliteLedger

SWEEP_EVERY = 60.0
"""Seconds between looks at deadlines that have passed, and at destinations that are no longer there."""

SWEEP_AGAIN = 0.05
"""Seconds until the next bite of a long sweep."""

WARN_EVERY = 60
"""Sweeps between warnings of deadlines that are near: one an hour."""


def make_lanes(loaded: Loaded, ledger: SqliteLedger, wire: Wire, clock: Clock) -> list[tuple[Lane, float]]:
    """Each with its linger, in seconds. The ledger is told which there are."""
    owner = uuid.uuid4().hex[:12]  # written into each row that is claimed
    lanes = [(make_lane(site, meta, loaded, ledger, wire, clock, owner), meta.linger) for site, meta in _owed(loaded)]
    with ledger.turn():
        ledger.lanes.keep([lane.name for lane, _ in lanes], clock())
    return lanes


def _owed(loaded: Loaded) -> Iterator[tuple[Site, Meta]]:
    for site in loaded.settings.site:
        if site.mode != "pixel-only":
            yield from ((site, meta) for meta in site.meta)


def make_lane(
    site: Site, meta: Meta, loaded: Loaded, ledger: SqliteLedger, wire: Wire, clock: Clock, owner: str
) -> Lane:
    token = loaded.tokens[meta.dataset_id]
    destination = MetaDestination(meta, token, wire, clock, until=ledger.trial.until, roll=random.random)
    for version in filter(None, (meta.api_version, meta.canary_version)):
        if told := versions.warning(version, clock().date()):
            note("meta.api_version", destination=destination.name, problem=told)
    return Lane(
        destination=destination,
        ledger=ledger,
        consent=site.consent,
        clock=clock,
        roll=random.random,
        settings=loaded.settings.delivery,
        owner=owner,
    )


async def serve(lane: Lane, flights: Flights, linger: float, ballast: Ballast) -> None:
    """One turn: the next batch goes on its way as soon as there is room for it, and room to write its fate down."""
    await flights.room(lane.pace.width)
    catch_up(lane)
    due = [] if ballast.is_short else claim(lane)
    if due:
        flights.launch(deliver(due, lane))
    await until_tick(0 if len(due) >= lane.destination.batch else linger)


class Sweeper:
    """One turn of housekeeping: what no answer brings about."""

    def __init__(self, lanes: Sequence[Lane], ledger: SqliteLedger, grace_hours: float, clock: Clock) -> None:
        self._lanes = lanes
        self._ledger = ledger
        self._grace = timedelta(hours=grace_hours)
        self._clock = clock
        self._turns = 0

    async def turn(self) -> None:
        """A bite of each, so that nobody waits for a long sweep."""
        swept = refuse_removed(self._ledger, self._grace, self._clock)
        swept += sum(refuse_late(lane) for lane in self._lanes)
        if not swept and self._turns % WARN_EVERY == 0:
            for lane in self._lanes:
                warn_of_deadlines(lane)
        self._turns += not swept
        await asyncio.sleep(SWEEP_AGAIN if swept else SWEEP_EVERY)
