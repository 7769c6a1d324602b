"""
Dead letters, mended and sent again.

A letter goes when the mended event would pass every question that a fresh one is asked: the doors' checks, the
destination's objections, the deadline, and consent as it stands now, withdrawals included. It keeps its event_id, so
that nothing counts twice; only what is dead is touched, never what was delivered.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator, Mapping

import msgspec

from tandem.consent.rules import Withhold, at_release
from tandem.destinations.objections import objection
from tandem.event import entry
from tandem.event.errors import Refused
from tandem.event.model import Event
from tandem.event.site import Site
from tandem.kit.clock import Clock
from tandem.kit.signals import note
from tandem.ledger import letters
from tandem.ledger.letters import START, Letter, Place
from tandem.ledger.reports.dead import Chosen
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.progress import Progress
from tandem.upkeep.recipe import Recipe, mend

BITE = 200
"""Letters in one transaction: settling and sending wait for it."""

EXAMPLES = 5
"""Ids that are named of each kind."""

Sites = Mapping[str, Site]


class Kept(msgspec.Struct, frozen=True):
    """Letters that do not go, and why."""

    why: str
    count: int
    examples: tuple[str, ...]
    """Some of their event ids."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay did, or what it would do."""

    chosen: int
    goes: int
    examples: tuple[str, ...]
    """Some of the event ids that go."""
    kept: tuple[Kept, ...]


class _Tally:
    def __init__(self) -> None:
        self.goes: list[str] = []
        self.gone = 0
        self.kept: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def count(self, letter: Letter, ruling: Event | str) -> None:
        ids = self.examples.setdefault(ruling, []) if isinstance(ruling, str) else self.goes
        if len(ids) < EXAMPLES:
            ids.append(letter.event_id)
        if isinstance(ruling, str):
            self.kept[ruling] += 1
        else:
            self.gone += 1

    def told(self) -> Replayed:
        kept = tuple(Kept(why, count, tuple(self.examples[why])) for why, count in self.kept.most_common())
        return Replayed(chosen=self.gone + self.kept.total(), goes=self.gone, examples=tuple(self.goes), kept=kept)


def dry_run(ledger: sqlite3.Connection, chosen: Chosen, recipe: Recipe, sites: Sites, clock: Clock) -> Replayed:
    """What would go, what not, and why. Writes nothing."""
    tally = _Tally()
    for letter in _all(ledger, chosen):
        tally.count(letter, rule(letter, recipe, sites, clock))
    return tally.told()


def replay(
    ledger: SqliteLedger, chosen: Chosen, recipe: Recipe, sites: Sites, clock: Clock, asked_by: str
) -> Generator[Progress, None, Replayed]:
    """Bite by bite; each is on disk before the next begins, and written down with who asked for it."""
    whole = ledger.replays.waiting(chosen)
    with ledger.turn():
        number = ledger.replays.begin(asked_by, entry.to_json(chosen), entry.to_json(recipe), clock())
    tally, place = _Tally(), START
    while bite := ledger.replays.letters(chosen, place, BITE):
        ruled = [(letter, rule(letter, recipe, sites, clock)) for letter in bite]
        with ledger.turn():
            _send_again(ledger, ruled, recipe, number, clock)
        for letter, ruling in ruled:
            tally.count(letter, ruling)
        place = bite[-1].place
        yield Progress(tally.gone + tally.kept.total(), whole)
    return tally.told()


def rule(letter: Letter, recipe: Recipe, sites: Sites, clock: Clock) -> Event | str:
    """The event as it shall be sent, or why it shall not."""
    event = _read(letter)
    if event is None:
        return "its event cannot be read"
    site = sites.get(event.site)
    if site is None or letter.destination not in site.destinations:
        return "its destination is not in the settings"
    try:
        mended = event if recipe.is_empty() else mend(event, recipe, site)
        return _against(letter, mended, site, clock) or mended
    except Refused as refused:
        return f"{refused.refusal.field} {refused.refusal.problem}"
    except Exception as fault:  # noqa: BLE001 - noted with its traceback
        # What one event does to our code costs the other letters nothing: it may be why the letter is dead.
        note("replay.fault", kind=type(fault).__name__, fault=fault)
        return f"a fault in Tandem: {type(fault).__name__}"


def _against(letter: Letter, event: Event, site: Site, clock: Clock) -> str | None:
    now = clock()
    ruling = at_release(event, letter.withdrawn_at, site.consent, now)
    if isinstance(ruling, Withhold):
        return ruling.reason.value
    found = objection(letter.destination, event, now)
    return f"{found.reason.value}: {found.detail}" if found else None


def _send_again(
    ledger: SqliteLedger, ruled: list[tuple[Letter, Event | str]], recipe: Recipe, number: int, clock: Clock
) -> None:
    going = [(letter, event) for letter, event in ruled if not isinstance(event, str)]
    for letter, event in going:
        if not recipe.is_empty():
            ledger.conversions.rewrite(letter.conversion, event)
        ledger.outbox.revive(letter.destination, [letter.conversion], clock())
        ledger.replays.note(number, *letter.place)
    ledger.replays.count(number, len(going), len(ruled) - len(going))


def _all(ledger: sqlite3.Connection, chosen: Chosen) -> Iterator[Letter]:
    place: Place = START
    while bite := letters.letters(ledger, chosen, place, BITE):
        yield from bite
        place = bite[-1].place


def _read(letter: Letter) -> Event | None:
    try:
        return None if letter.body is None else entry.decode_event(letter.body)
    except msgspec.DecodeError:
        return None
