"""
One look at the books for all entries of a turn: is the event known, was its browser leg reported, does anything lead to
a visit? What is not there is not asked for again, entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tandem.event.entry import Entry, Taken
from tandem.event.model import Event
from tandem.ledger.sqlite import SqliteLedger
from tandem.settling import visits
from tandem.settling.visits import Links


@contextmanager
def glance(told: Mapping[int, Entry], ledger: SqliteLedger) -> Iterator[Mapping[int, Links]]:
    """
    Around the settling of these entries, by their numbers, inside their turn. Gives what may lead from each event to a
    visit. Where a turn fails, its entries are settled one by one without it.
    """
    events, links = _events(told), links_of(told)
    keys = [(event.site, event.event_name, event.event_id) for event in events.values()]
    absent = (ledger.conversions.absent, ledger.side.absent, ledger.visits.links_absent, ledger.visits.visitors_absent)
    try:
        ledger.conversions.absent.look_for(keys)
        ledger.side.absent.look_for(keys)
        visits.look_for([(event, links[number]) for number, event in events.items()], ledger)
        yield links
    finally:
        for each in absent:
            each.forget()


def links_of(told: Mapping[int, Entry]) -> dict[int, Links]:
    """What may lead from each event to a visit, by the number of its entry."""
    return {number: visits.links_of(event) for number, event in _events(told).items()}


def _events(told: Mapping[int, Entry]) -> dict[int, Event]:
    return {number: each.event for number, each in told.items() if isinstance(each, Taken)}
