"""
Path 2: journal → ledger. Entries become one row per conversion, in the order they were journalled.

The bookmark moves in the same transaction as what it passes: a crash repeats a settlement, and never loses or doubles
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
import structlog

from tandem.destinations.deadlines import deadline
from tandem.event import entry
from tandem.event.entry import ConsentChanged, OrderTold, PixelSeen, Refusals, Taken
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.journal.contract import JournalReader, Record
from tandem.kit.clock import micros
from tandem.ledger.conversions import Debt, Known, Owed
from tandem.ledger.merge import better_pixel
from tandem.ledger.sqlite import SqliteLedger

log = structlog.get_logger()


def settle(journal: JournalReader, ledger: SqliteLedger, sites: Mapping[str, Site], limit: int = 1_000) -> int:
    """Settle the next entries; returns how many there were."""
    records = journal.after(ledger.bookmark(), limit)
    if not records:
        return 0
    with ledger.turn():
        for record in records:
            _post(record, ledger, sites)
        ledger.move_bookmark(records[-1].id)
    return len(records)


def _post(record: Record, ledger: SqliteLedger, sites: Mapping[str, Site]) -> None:
    try:
        told = entry.decode(record.body)
    except msgspec.DecodeError as error:
        # Written by another version, or damaged. It stays in the journal; everything behind it must not wait for it.
        log.error("journal.entry_unreadable", entry=record.id, problem=str(error))
        return
    match told:
        case Taken(event=event):
            _enter(record.id, event, ledger, sites.get(event.site))
        case OrderTold(fact=fact):
            ledger.orders.note(record.id, fact)
        case PixelSeen():
            _note_pixel(told, ledger)
        case ConsentChanged():
            ledger.side.withdraw(told)
        case Refusals():
            ledger.side.count(told)


def _enter(entry_id: int, event: Event, ledger: SqliteLedger, site: Site | None) -> None:
    known = ledger.conversions.find(event.site, event.event_name, event.event_id)
    if known is None:
        reported = ledger.side.take_report(event.site, event.event_name, event.event_id)
        event = msgspec.structs.replace(event, pixel=better_pixel(reported, event.pixel))
        conversion = ledger.conversions.open(event, _owed(event, site))
    else:
        conversion = known.id
        _add(known, event, ledger, site)
    ledger.conversions.note_arrival(entry_id, conversion, event)


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
    # Whoever posts to Meta's own address has decided for the server leg.
    reason = None if definition.has_server_leg or event.source == "graph" else Reason.BROWSER_ONLY
    return {name: Debt(due, deadline(name, event), reason) for name in site.destinations}


def _note_pixel(told: PixelSeen, ledger: SqliteLedger) -> None:
    known = ledger.conversions.find(told.site, told.event_name, told.event_id)
    if known is None:
        ledger.side.keep_report(told)
    else:
        ledger.conversions.note_pixel(known, told.state)
