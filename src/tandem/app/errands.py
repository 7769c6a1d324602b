"""
Errands, done here or had done: by whoever writes the file they concern.

While a writer runs it holds the file's lock, so it is asked; while none runs, the lock is free and the command does the
work itself, with the same code.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TypeVar

import msgspec

from tandem.app import paths
from tandem.app.resume import Resumed, resume
from tandem.app.sites import sites
from tandem.config.schema import Loaded
from tandem.delivery.lane import Lane
from tandem.identity.visits import Visits
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import Clock, system_clock
from tandem.kit.lock import LockedElsewhere
from tandem.ledger.erasing import Person
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.erase import Erased, JournalErased, erase_journal, erase_ledger
from tandem.upkeep.errands import (
    AnswerPrivacy,
    Doer,
    EraseJournal,
    EraseLedger,
    Errand,
    Errands,
    NotePrivacy,
    Replay,
    Resume,
)
from tandem.upkeep.privacy import PrivacyAsked, answered, note
from tandem.upkeep.progress import Progress
from tandem.upkeep.replay import Replayed, Sites, replay

LOOK_EVERY = 0.5
"""Seconds between looks for an answer."""

Report = TypeVar("Report")
Work = Generator[Progress, None, Report]
Tell = Callable[[Progress], None]


class NotDone(RuntimeError):
    """The errand could not be done; the text says why and what to do."""


def replay_here_or_there(loaded: Loaded, errand: Replay, tell: Tell, clock: Clock = system_clock) -> Replayed:
    """Raises `NotDone`."""
    return _by_worker(loaded, errand, Replayed, tell, clock)


def resume_here_or_there(loaded: Loaded, errand: Resume, tell: Tell, clock: Clock = system_clock) -> Resumed:
    """Raises `NotDone`."""
    return _by_worker(loaded, errand, Resumed, tell, clock)


def erase_here_or_there(
    loaded: Loaded, person: Person, kinds: tuple[str, ...], asked_by: str, tell: Tell, clock: Clock = system_clock
) -> Erased:
    """The acceptor's share, then the worker's. Raises `NotDone`; what was erased by then stays so."""
    journal = _by_acceptor(loaded, EraseJournal(person=person), tell, clock)
    errand = EraseLedger(person=person, kinds=kinds, journal=journal, asked_by=asked_by)
    return _by_worker(loaded, errand, Erased, tell, clock)


def work_of_worker(
    errand: Errand,
    ledger: SqliteLedger,
    loaded: Loaded,
    running: Sites,
    clock: Clock,
    lanes: Mapping[str, Lane] | None = None,
) -> Work[object]:
    """What the ledger's writer does for an errand. `lanes`, by destination, are those that it serves, if it does."""
    match errand:
        case Replay(chosen=chosen, recipe=recipe, asked_by=asked_by):
            return replay(ledger, chosen, recipe, running, clock, asked_by)
        case EraseLedger():
            return _erase_ledger(errand, ledger, loaded, clock)
        case Resume(destination=destination):
            return resume(destination, (lanes or {}).get(destination), ledger, clock)
        case NotePrivacy(request=request):
            return note(ledger, request)
        case AnswerPrivacy(request=number):
            return answered(ledger, number, clock())
        case _:
            raise NotDone("that is the acceptor's to do")


def work_of_acceptor(
    errand: Errand, journal: SqliteJournal, visits: Visits, loaded: Loaded, clock: Clock
) -> Work[object]:
    """What the journal's writer does for an errand."""
    if not isinstance(errand, EraseJournal):
        raise NotDone("that is the worker's to do")
    files = (paths.journal(loaded.data), paths.visits(loaded.data))
    erasing = erase_journal(journal.past, visits, errand.person, files, clock)
    return erasing if errand.request is None else _and_the_ledger(erasing, errand.request, loaded, clock)


def _and_the_ledger(
    erasing: Work[JournalErased], request: PrivacyAsked, loaded: Loaded, clock: Clock
) -> Work[JournalErased]:
    """Nobody waits for the answer, so whoever is done first asks the next."""
    journal = yield from erasing
    asked_by = f"{request.source}, request {request.number}"
    then = EraseLedger(person=request.person, kinds=request.kinds, journal=journal, asked_by=asked_by, request=request)
    with closing(Errands(paths.errands(loaded.data))) as errands:
        errands.ask("worker", then, clock())
    return journal


def _erase_ledger(errand: EraseLedger, ledger: SqliteLedger, loaded: Loaded, clock: Clock) -> Work[Erased]:
    file = paths.ledger(loaded.data)
    erased = yield from erase_ledger(ledger, errand.person, errand.kinds, errand.journal, file, clock, errand.asked_by)
    if errand.request is not None and erased.clean:
        with ledger.turn():
            ledger.privacy.carried_out(errand.request.key, clock())
    return erased


def answer_here_or_there(loaded: Loaded, request: int, clock: Clock = system_clock) -> bool:
    """Whether there was such an open request of a person. Raises `NotDone`."""
    return _by_worker(loaded, AnswerPrivacy(request=request), bool, lambda _: None, clock)


def _by_worker(loaded: Loaded, errand: Errand, kind: type[Report], tell: Tell, clock: Clock) -> Report:
    try:
        with closing(SqliteLedger(paths.ledger(loaded.data))) as ledger:
            return msgspec.convert(
                _drive(work_of_worker(errand, ledger, loaded, sites(loaded), clock), tell), kind, from_attributes=True
            )
    except LockedElsewhere:
        return _have_done(loaded, "worker", errand, kind, tell, clock)


def _by_acceptor(loaded: Loaded, errand: EraseJournal, tell: Tell, clock: Clock) -> JournalErased:
    if not paths.journal(loaded.data).exists():
        return JournalErased()
    try:
        with _journal(loaded, clock) as journal, closing(Visits(paths.visits(loaded.data))) as visits:
            return msgspec.convert(
                _drive(work_of_acceptor(errand, journal, visits, loaded, clock), tell),
                JournalErased,
                from_attributes=True,
            )
    except LockedElsewhere:
        return _have_done(loaded, "acceptor", errand, JournalErased, tell, clock)


@contextmanager
def _journal(loaded: Loaded, clock: Clock) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(paths.journal(loaded.data), clock)
    try:
        yield journal
    finally:
        journal.close()


def _drive(work: Work[Report], tell: Tell) -> Report:
    while True:
        try:
            tell(next(work))
        except StopIteration as end:
            report: Report = end.value
            return report


def _have_done(loaded: Loaded, doer: Doer, errand: Errand, kind: type[Report], tell: Tell, clock: Clock) -> Report:
    with closing(Errands(paths.errands(loaded.data))) as errands:
        number = errands.ask(doer, errand, clock())
        try:
            while (standing := errands.look(number)) is not None and standing.state == "asked":
                tell(standing.progress)
                time.sleep(LOOK_EVERY)
        except KeyboardInterrupt:
            errands.withdraw(number)
            raise
        errands.flush()
    if standing is None or standing.state == "failed":
        raise NotDone(f"the {doer} could not do it: its log says why")
    return msgspec.json.decode(standing.answer or b"null", type=kind)
