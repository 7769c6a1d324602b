"""
Taking a person out of everything: the journal, the visits, the ledger. Facts of orders stay, and a record as proof.

The journal comes first: what was settled from it until then is in the ledger, which comes second, and what is settled
later is clean. Each part is done in bites and may be done twice. A part ends with a search of the bytes of its file: if
a free page of an older version still holds something, the file is written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from tandem.identity.hash import already_hashed
from tandem.kit.clock import Clock
from tandem.kit.secret import fingerprint
from tandem.ledger.erasing import Order, Person
from tandem.ledger.sqlite import SqliteLedger
from tandem.upkeep.erased import cleared, fact_without
from tandem.upkeep.progress import Progress
from tandem.upkeep.residue import search_database

ROWS = 2_000
"""Rows looked at in one transaction: settling and sending wait for it."""


class Store(Protocol):
    """A file with a log beside it."""

    def flush(self) -> bool:
        """Whether the log could be emptied into the file."""
        ...

    def compact(self) -> None:
        """Write the file anew from what is in it."""
        ...


class Entries(Store, Protocol):
    """The journal, to whoever must take a person out of it: `journal.past`."""

    def rewrite(self, change: Callable[[bytes], bytes | None]) -> Iterator[tuple[int, int]]: ...


class Visits(Store, Protocol):
    """The visits that are carried on elsewhere: `identity.visits`."""

    def erase(self, needles: tuple[str, ...]) -> int: ...


class JournalErased(msgspec.Struct, frozen=True):
    """How many entries of the journal were cleared, how many visits forgotten, and whether no byte is left."""

    entries: int = 0
    visits: int = 0
    clean: bool = True


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure found and erased. Every count is zero when nothing was known of the person."""

    journal_entries: int
    visits: int
    conversions: int
    stopped: int
    """Sendings that were waiting, or dead letters: refused now, as `erased`."""
    order_facts: int
    answers: int
    """Answers of destinations that repeated something of the person."""
    clean: bool
    """Whether the bytes of the journal and the ledger were searched to the end and hold nothing any more."""


def erase_journal(
    journal: Entries, visits: Visits, person: Person, files: tuple[Path, ...], clock: Clock
) -> Generator[Progress, None, JournalErased]:
    """Entries stay under their ids, without the person."""
    entries = 0
    for looked, changed in journal.rewrite(lambda body: cleared(body, person, clock())):
        entries += changed
        yield Progress(looked, looked + ROWS)
    forgotten = visits.erase(person.needles)
    clean = yield from _proven(person, files, (journal, visits))
    return JournalErased(entries, forgotten, clean)


def erase_ledger(
    ledger: SqliteLedger,
    person: Person,
    kinds: tuple[str, ...],
    journal: JournalErased,
    file: Path,
    clock: Clock,
    asked_by: str,
) -> Generator[Progress, None, Erased]:
    counts = yield from _erase_rows(ledger, person, clock)
    clean = yield from _proven(person, (file,), (ledger,))
    erased = Erased(
        journal_entries=journal.entries,
        visits=journal.visits + counts["visits"],
        conversions=counts["conversions"],
        stopped=counts["stopped"],
        order_facts=counts["order_facts"],
        answers=counts["answers"],
        clean=clean and journal.clean,
    )
    with ledger.turn():
        encode = msgspec.json.encode
        ledger.erasing.write_down(asked_by, encode(kinds), encode(proof(person)), encode(erased), clock())
    return erased


def proof(person: Person) -> list[str]:
    """The hash of the hash of each identifier: whoever knows the person can tell, nobody else."""
    told = (*person.needles, *person.event_ids, *(order_id for _, order_id in person.orders))
    hashes = [already_hashed(each) or fingerprint(each) for each in told]
    return [fingerprint(each) for each in dict.fromkeys(hashes)]


def _erase_rows(ledger: SqliteLedger, person: Person, clock: Clock) -> Generator[Progress, None, dict[str, int]]:
    counts = dict.fromkeys(("visits", "conversions", "stopped", "order_facts", "answers"), 0)
    orders = ledger.erasing.orders(person)
    steps = {table: ledger.erasing.last(table) for table in ("conversion", "visit", "request")}
    whole, done = sum(steps.values()), 0
    for table, last in steps.items():
        for start in range(0, last, ROWS):
            with ledger.turn():
                _erase_range(ledger, table, person, orders, start, counts, clock)
            yield Progress(done := done + min(ROWS, last - start), whole)
    with ledger.turn():
        counts["order_facts"] = ledger.erasing.clear_facts(orders, lambda fact: fact_without(fact, clock()))
        counts["visits"] += ledger.erasing.linked_visits(person, orders)
        ledger.erasing.besides(person, lambda body: cleared(body, person, clock()))
    return counts


def _erase_range(
    ledger: SqliteLedger,
    table: str,
    person: Person,
    orders: set[Order],
    start: int,
    counts: dict[str, int],
    clock: Clock,
) -> None:
    place = (start, start + ROWS)
    if table == "visit":
        counts["visits"] += ledger.erasing.visits(person, *place)
    elif table == "request":
        counts["answers"] += ledger.erasing.answers(person, *place)
    else:
        found = ledger.erasing.conversions(person, orders, *place)
        orders |= {(site, order_id) for _, site, order_id in found if order_id is not None}
        counts["conversions"] += len(found)
        if found:
            counts["stopped"] += ledger.erasing.stop([number for number, _, _ in found], clock())


def _proven(person: Person, files: tuple[Path, ...], stores: tuple[Store, ...]) -> Generator[Progress, None, bool]:
    """
    Whether no byte is left. The logs are emptied first; where a free page still holds something, the file is written
    anew, once.
    """
    for store in stores:
        store.flush()
    if not (yield from _found(person, files)):
        return True
    for store in stores:
        store.compact()
        store.flush()
    return not (yield from _found(person, files))


def _found(person: Person, files: tuple[Path, ...]) -> Generator[Progress, None, bool]:
    for path in (file for file in files if file.exists()):
        for number, found in enumerate(search_database(path, person.sought())):
            yield Progress(number, number + 1)
            if found:
                return True
    return False
