"""
What becomes of a person's request that a shop told. It is noted, so that it can be answered in time; an erasure is
carried out. Readable identity ends here: what is written down of it, until the erasure is done, are hashes.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime

import msgspec

from tandem.event.privacy import Wish
from tandem.event.site import Site
from tandem.identity.traces import traces
from tandem.ledger.erasing import Person
from tandem.ledger.privacy import Held
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.contract import PrivacyRequest
from tandem.upkeep.erase import ROWS, proof
from tandem.upkeep.progress import Progress


class PrivacyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as an errand holds it until it is done."""

    site: str
    source: str
    wish: Wish
    number: str
    kinds: tuple[str, ...]
    """Which kinds of identifier were told."""
    person: Person
    received_at: datetime

    @property
    def key(self) -> tuple[str, str, Wish, str]:
        return self.site, self.source, self.wish, self.number


def asked(told: PrivacyRequest, source: str, site: Site) -> PrivacyAsked:
    """Hashed in every form in which the person may lie in the files."""
    orders = tuple((site.name, order_id) for order_id in told.orders)
    return PrivacyAsked(
        site=site.name,
        source=source,
        wish=told.wish,
        number=told.number,
        kinds=(*told.identifiers, *(["orders"] if orders else [])),
        person=Person(traces(told.identifiers, [site.region]), orders=orders),
        received_at=told.received_at,
    )


def note(ledger: SqliteLedger, request: PrivacyAsked) -> Generator[Progress, None, Held]:
    """Write it down with what is held of the person now. Looks at every row, some at a time."""
    held = yield from _held(ledger, request.person)
    with ledger.turn():
        ledger.privacy.note(request.key, request.kinds, proof(request.person), held, request.received_at)
    return held


def answered(ledger: SqliteLedger, request: int, now: datetime) -> Generator[Progress, None, bool]:
    """Whether there was such an open request."""
    yield Progress(0, 1)
    with ledger.turn():
        return ledger.privacy.answered(request, now)


def _held(ledger: SqliteLedger, person: Person) -> Generator[Progress, None, Held]:
    if not person.needles and not person.orders:
        return Held()
    orders = ledger.erasing.orders(person)
    conversions = visits = 0
    whole = max(ledger.erasing.last("conversion"), ledger.erasing.last("visit"))
    for start in range(0, whole, ROWS):
        conversions += len(ledger.erasing.conversions(person, orders, start, start + ROWS))
        visits += len(ledger.erasing.visits_of(person, start, start + ROWS))
        yield Progress(min(start + ROWS, whole), whole)
    return Held(conversions=conversions, visits=visits, order_facts=ledger.erasing.count_facts(orders))
