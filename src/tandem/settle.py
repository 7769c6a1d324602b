"""
Path 2: journal → ledger. Entries become one row per conversion, in the order they were journalled.

The bookmark moves in the same transaction as what it passes: a crash repeats a settlement, and never loses or doubles
one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from tandem.destinations.platforms import deadline
from tandem.event import entry
from tandem.event.entry import (
    CheckoutTold,
    ConsentChanged,
    Entry,
    Heard,
    LookupOwed,
    OrderTold,
    PixelSeen,
    Refusals,
    Taken,
)
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.journal.contract import JournalReader, Record
from tandem.kit.clock import Clock, micros, system_clock
from tandem.kit.signals import note
from tandem.kit.sql import is_storage_fault
from tandem.ledger.conversions import Debt, Known, Owed
from tandem.ledger.merge import better_pixel
from tandem.ledger.sqlite import SqliteLedger
from tandem.settling import orders, visits
from tandem.settling.glance import glance, links_of
from tandem.settling.visits import Links

SERVER_LEG_ONLY = frozenset({"graph", "noscript"})
"""Who posts to Meta's own address has decided for the server leg; without JavaScript there is no other."""


def settle(
    journal: JournalReader,
    ledger: SqliteLedger,
    sites: Mapping[str, Site],
    limit: int = 1_000,
    clock: Clock = system_clock,
) -> int:
    """Settle the next entries; returns how many there were."""
    records = journal.after(ledger.bookmark(), limit)
    if not records:
        return 0
    try:
        told = {record.id: entry.decode(record.body) for record in records}
        with ledger.turn(), glance(told, ledger) as links:
            for number, each in told.items():
                _post(number, each, links, ledger, sites)
            ledger.move_bookmark(records[-1].id)
    except Exception as fault:
        if is_storage_fault(fault):
            raise
        _settle_one_by_one(records, ledger, sites, clock)
    return len(records)


def _settle_one_by_one(
    records: Sequence[Record], ledger: SqliteLedger, sites: Mapping[str, Site], clock: Clock
) -> None:
    """Where one of them fails, nothing of the turn is kept: each is tried by itself, which takes longer."""
    with ledger.turn():
        for record in records:
            _post_or_set_aside(record, ledger, sites, clock)
        ledger.move_bookmark(records[-1].id)


def settle_again(ledger: SqliteLedger, sites: Mapping[str, Site], clock: Clock = system_clock) -> int:
    """What was set aside, once more: a later version may be able to. Returns how many entries are no longer aside."""
    with ledger.turn():
        records = [Record(*row) for row in ledger.aside.take()]
        return sum([_post_or_set_aside(record, ledger, sites, clock) for record in records])


def _post_or_set_aside(record: Record, ledger: SqliteLedger, sites: Mapping[str, Site], clock: Clock) -> bool:
    """
    An entry that cannot be settled, damaged or of another version or met by a bug of ours, holds up nobody: it is kept
    as it is. When the ledger itself cannot be written, that is no fault of the entry's.
    """
    try:
        with ledger.attempt():
            told = entry.decode(record.body)
            _post(record.id, told, links_of({record.id: told}), ledger, sites)
    except Exception as fault:
        if is_storage_fault(fault):
            raise
        kind = type(fault).__name__
        note("settle.set_aside", entry=record.id, kind=kind, fault=fault)
        ledger.aside.put(record.id, record.body, kind, clock())
        return False
    return True


def _post(
    number: int, told: Entry, links: Mapping[int, Links], ledger: SqliteLedger, sites: Mapping[str, Site]
) -> None:
    match told:
        case Taken(event=event, asked=asked):
            is_news = _enter(number, event, links[number], ledger, sites.get(event.site))
            ledger.asking.brought(asked, is_news=is_news)
        case OrderTold(fact=fact, asked=asked):
            is_news = orders.tell(number, fact, ledger, sites.get(fact.site))
            ledger.asking.brought(asked, is_news=is_news)
        case CheckoutTold(checkout=checkout):
            visits.hear(checkout, ledger, sites.get(checkout.site))
        case LookupOwed():
            ledger.lookups.owe(told)
        case PixelSeen():
            _note_pixel(told, ledger)
        case ConsentChanged():
            ledger.side.withdraw(told)
            visits.forget(told, ledger)
        case Refusals():
            ledger.side.count(told)
        case Heard():
            ledger.heard.note(told)


def _enter(entry_id: int, event: Event, links: Links, ledger: SqliteLedger, site: Site | None) -> bool:
    """Whether nobody had told of it before."""
    event = visits.with_visit(event, links, ledger)
    known = _known(event, ledger, site)
    if known is None:
        reported = ledger.side.take_report(event.site, event.event_name, event.event_id)
        event = msgspec.structs.replace(event, pixel=better_pixel(reported, event.pixel))
        conversion = _open(event, ledger, site)
    else:
        conversion = known.id
        _add(known, event, ledger, site)
    ledger.conversions.note_arrival(entry_id, conversion, event, again=known is not None)
    if site is not None:
        visits.remember(event, links, ledger, site)
    return known is None


def _known(event: Event, ledger: SqliteLedger, site: Site | None) -> Known | None:
    if site is not None:
        return orders.find(event, ledger, site)
    return ledger.conversions.find(event.site, event.event_name, event.event_id)


def _open(event: Event, ledger: SqliteLedger, site: Site | None) -> int:
    owed = _owed(event, site)
    conversion = ledger.conversions.open(event, owed)
    if site is not None:
        orders.await_truth(conversion, event, site.dictionary[event.event_name], ledger, owed)
    return conversion


def _add(known: Known, event: Event, ledger: SqliteLedger, site: Site | None) -> None:
    """What a further message knows. It may tell of an earlier moment, and then the event is too late earlier."""
    merged = ledger.conversions.enrich(known, event)
    if merged is not None and known.event is not None and _moment(merged) != _moment(known.event) and site is not None:
        ledger.outbox.move_deadline(known.id, [(name, micros(deadline(name, merged))) for name in site.destinations])


def _moment(event: Event) -> tuple[datetime, str]:
    return event.event_time, event.action_source


def _owed(event: Event, site: Site | None) -> Owed:
    """To whom the event is owed, and when: once its other leg has had time to arrive."""
    if site is None:
        return {}
    definition = site.dictionary[event.event_name]
    due = event.received_at + definition.gathering
    reason = None if definition.has_server_leg or event.source in SERVER_LEG_ONLY else Reason.BROWSER_ONLY
    owed = {name: Debt(due, deadline(name, event), reason) for name in site.destinations}
    return orders.held(owed, event, definition) if definition.order.is_told_by_source else owed


def _note_pixel(told: PixelSeen, ledger: SqliteLedger) -> None:
    known = ledger.conversions.find(told.site, told.event_name, told.event_id)
    if known is None:
        ledger.side.keep_report(told)
    else:
        ledger.conversions.note_pixel(known, told.state)
