"""
Orders become conversions: when their truth says so, whatever came first and however often it was told.

A page may tell of an order before its truth does. Its conversion then waits, with the visitor's identity, until the
truth speaks or the policy's patience ends. An order that was withheld is looked at anew with each fact: it may live
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from tandem.destinations.platforms import deadline
from tandem.event.dictionary import Definition
from tandem.event.model import Event
from tandem.event.order import OrderFact
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.ledger.conversions import Debt, Known, Owed
from tandem.ledger.sqlite import SqliteLedger
from tandem.ledger.waits import Awaiting
from tandem.orders.conversion import event_of, refund_of
from tandem.orders.life import Life, life_of
from tandem.orders.policy import NOT_MEANT, Due, Withheld, event_name, ruling
from tandem.settling.adjustments import adjust
from tandem.settling.sales import sale_of
from tandem.settling.visits import recalled

MARGIN = timedelta(minutes=1)
"""Between the end of a wait and the moment from which a dispatcher may take the event undecided."""

BITE = 500
"""How many waits end in one transaction."""


def tell(entry_id: int, fact: OrderFact, ledger: SqliteLedger, site: Site | None) -> bool:
    """A source told a fact. What it says again changes nothing; returns whether it was news."""
    if not ledger.orders.note(entry_id, fact):
        return False
    if site is not None:
        _hear(entry_id, fact, ledger, site)
    return True


def _hear(entry_id: int, fact: OrderFact, ledger: SqliteLedger, site: Site) -> None:
    facts = ledger.orders.facts(fact.site, fact.order_id)
    for name, definition in site.dictionary.told_by_sources():
        if life := life_of(facts, definition.order.truth):
            _follow(entry_id, fact, name, life, facts, ledger, site)


def _follow(
    entry_id: int, fact: OrderFact, name: str, life: Life, facts: Sequence[OrderFact], ledger: SqliteLedger, site: Site
) -> None:
    """What the news make of the order as one event. An order that this event is not made of is not in its books."""
    policy = site.dictionary[name].order
    ruled = ruling(life, policy)
    if ruled == NOT_MEANT:
        ledger.sales.drop(life.site, name, life.order_id)
        return
    ledger.sales.note(sale_of(name, life, policy, ruled))
    if isinstance(ruled, Due):
        _convert(entry_id, name, life, facts, ledger, site)
    if fact.kind == "refunded" and policy.refund_event:
        _enter(entry_id, refund_of(policy.refund_event, fact, life), facts, ledger, site)
    adjust(entry_id, event_name(life, policy, name), life, facts, policy, ledger, site)


def _convert(
    entry_id: int, name: str, life: Life, facts: Sequence[OrderFact], ledger: SqliteLedger, site: Site
) -> None:
    definition = site.dictionary[name]
    event = event_of(event_name(life, definition.order, name), life, facts, definition)
    if event is not None:
        _enter(entry_id, event, facts, ledger, site)


def _enter(entry_id: int, event: Event, facts: Sequence[OrderFact], ledger: SqliteLedger, site: Site) -> None:
    """One conversion, however many legs and sources told of it."""
    event = recalled(event, facts, ledger)
    known = find(event, ledger, site)
    if known is None:
        conversion = ledger.conversions.open(event, _owed_now(event, site))
    else:
        conversion = known.id
        ledger.conversions.enrich(known, event)
        ledger.waits.end(conversion, event.received_at)
        _explain_delay(known, event, ledger)
    ledger.conversions.note_arrival(entry_id, conversion, event, again=known is not None)


def find(event: Event, ledger: SqliteLedger, site: Site) -> Known | None:
    """
    By its id; where a source is the truth, else by its order: a page that makes ids of its own tells of the same sale.
    """
    known = ledger.conversions.find(event.site, event.event_name, event.event_id)
    order_id = event.custom_data.get("order_id")
    if known is not None or not order_id or not site.dictionary[event.event_name].order.is_told_by_source:
        return known
    return ledger.conversions.find_order(event.site, event.event_name, str(order_id))


def _owed_now(event: Event, site: Site) -> Owed:
    return {name: Debt(event.received_at, deadline(name, event)) for name in site.destinations}


def _explain_delay(known: Known, event: Event, ledger: SqliteLedger) -> None:
    """The truth spoke after the event had become too old to be sent."""
    if known.event is None:
        days = (event.received_at - known.event_time).days
        detail = f"confirmed {days} days after the order"
        ledger.waits.restate(known.id, Reason.UNCONFIRMED, Reason.TOO_LATE, detail)


def await_truth(conversion: int, event: Event, definition: Definition, ledger: SqliteLedger, owed: Owed) -> None:
    """A page told of an order whose truth is a source: it waits, unless the truth has spoken."""
    ends = [debt.due_at - MARGIN for debt in owed.values() if debt.reason is None]
    if ends and definition.order.is_told_by_source and event.source != "webhook":
        ledger.waits.begin(conversion, min(ends))


def held(owed: Owed, event: Event, definition: Definition) -> Owed:
    """
    What a page told is due a little after the wait for its truth ends, so that the end is decided first. An order that
    is to be withheld waits as long as it could still be sent: a bank transfer may take days.
    """
    patience_ends = event.received_at + definition.order.patience + MARGIN
    is_short = definition.order.missing != "withhold"
    return {
        name: msgspec.structs.replace(debt, due_at=min(debt.deadline, patience_ends) if is_short else debt.deadline)
        for name, debt in owed.items()
    }


def end_waits(ledger: SqliteLedger, sites: Mapping[str, Site], now: datetime) -> int:
    """What has waited long enough is sent, marked, or withheld, as its policy says. Returns how many there were."""
    over = ledger.waits.over(now, BITE)
    if over:
        with ledger.turn():
            for waiting in over:
                _end(waiting, ledger, sites, now)
    return len(over)


def _end(waiting: Awaiting, ledger: SqliteLedger, sites: Mapping[str, Site], now: datetime) -> None:
    event = waiting.event
    site = sites.get(event.site) if event else None
    if event is None or site is None:
        ledger.waits.end(waiting.conversion, now)
        return
    definition = site.dictionary[event.event_name]
    reason, detail = _why_withheld(event, definition, ledger)
    ledger.waits.end(waiting.conversion, now)
    if reason is not None:
        for name in waiting.destinations:
            ledger.outbox.refuse(name, [(waiting.conversion, reason, detail)], now)
    elif definition.order.missing == "mark":
        ledger.conversions.rewrite(waiting.conversion, _marked(event))


def _why_withheld(event: Event, definition: Definition, ledger: SqliteLedger) -> tuple[Reason | None, str]:
    """What its truth said against it; else what the policy says of silence."""
    policy = definition.order
    facts = ledger.orders.facts(event.site, str(event.custom_data.get("order_id", "")))
    life = life_of(facts, policy.truth)
    against = ruling(life, policy) if life else None
    if isinstance(against, Withheld):
        return against.reason, f"as {policy.truth} told"
    if policy.missing == "withhold":
        return Reason.UNCONFIRMED, f"{policy.truth} never told that it was {policy.when}"
    return None, ""


def _marked(event: Event) -> Event:
    return msgspec.structs.replace(event, custom_data={**event.custom_data, "order_confirmed": False})
