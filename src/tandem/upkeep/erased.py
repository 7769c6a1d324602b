"""An entry of the journal after an erasure: what happened and what it was worth, and nobody to whom it happened."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tandem.consent.rules import ERASED, without_person
from tandem.event import entry
from tandem.event.entry import CheckoutTold, ConsentChanged, Entry, OrderTold, Taken
from tandem.event.model import Event, Grants
from tandem.event.order import OrderFact
from tandem.event.person import Person
from tandem.ledger import erasing

FACTS = ("order_id", "value", "currency")
"""Of an event's own data: what the order's books need."""

UNREADABLE = b'"erased"'
"""Stands for an entry that held the person and could not be read."""


def cleared(body: bytes, person: erasing.Person, now: datetime) -> bytes | None:
    """The entry without the person, or None where the person is not in it. Ids and times stay."""
    if not (person.is_in(body) or _is_theirs(body, person)):
        return None
    try:
        told = entry.decode(body)
    except msgspec.DecodeError:
        return UNREADABLE
    return entry.encode(_without(told, now))


def _is_theirs(body: bytes, person: erasing.Person) -> bool:
    """Whether it tells of one of their events or orders. One that names it and cannot be read is taken for theirs."""
    named = (*person.event_ids, *(order_id for _, order_id in person.orders))
    if not any(_stands_in(body, each) for each in named):
        return False
    try:
        text = entry.to_json(entry.decode(body))
    except msgspec.DecodeError:
        return True
    return any(_says(text, event_id=each) for each in person.event_ids) or any(
        _says(text, site=site, order_id=order_id) for site, order_id in person.orders
    )


def _stands_in(body: bytes, value: str) -> bool:
    """As a text of its own, in either form of an entry."""
    return msgspec.json.encode(value) in body or msgspec.msgpack.encode(value) in body


def _says(text: bytes, **told: str) -> bool:
    return all(f'"{name}":'.encode() + msgspec.json.encode(value) in text for name, value in told.items())


def _without(told: Entry, now: datetime) -> Entry:
    match told:
        case Taken(event=event):
            return Taken(event=event_without(event, now))
        case OrderTold(fact=fact):
            return OrderTold(fact=fact_without(fact, now))
        case CheckoutTold(checkout=checkout):
            nobody = msgspec.structs.replace(checkout, person=Person(), links=(), dropped=())
            return CheckoutTold(checkout=nobody)
        case ConsentChanged():
            return msgspec.structs.replace(told, visitor=ERASED)
        case _:
            return told


def event_without(event: Event, now: datetime) -> Event:
    """It stays refused, whatever a further message on it says of an earlier consent."""
    data = {name: event.custom_data[name] for name in FACTS if name in event.custom_data}
    return msgspec.structs.replace(without_person(event), custom_data=data, dropped=(), grants=_refused(now))


def fact_without(fact: OrderFact, now: datetime) -> OrderFact:
    """A fact of the order, and nobody's, of which nothing is sent any more."""
    return msgspec.structs.replace(fact_of_nobody(fact), subscription=None, grants=_refused(now))


def fact_of_nobody(fact: OrderFact) -> OrderFact:
    """What happened to the order and what it is worth; not to whom."""
    return msgspec.structs.replace(
        fact,
        person=Person(),
        client_ip_address=None,
        client_user_agent=None,
        event_source_url=None,
        links=(),
        dropped=(),
    )


def _refused(now: datetime) -> Grants:
    return Grants("denied", ERASED, now)
