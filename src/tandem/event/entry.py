"""
What the journal holds: one of these per entry. A format on disk: add fields with defaults, rename none.

An entry is written as JSON, the first form, or packed, the second (`event.packed`): events and facts of orders are, as
long as every value has a place there. The first byte tells them apart: JSON begins with ASCII, MessagePack's array does
not. Both are read, for an upgrade finds a full journal. What the ledger keeps of an event is JSON.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from tandem.event import packed
from tandem.event.checkout import Checkout
from tandem.event.model import Event, Grants, PixelState
from tandem.event.order import OrderFact
from tandem.event.outcome import Reason


class _Kind(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    pass


class Taken(_Kind, frozen=True, tag="event"):
    """An event was accepted."""

    event: Event
    asked: str = ""
    """The source that was asked for it; empty when it came by itself."""


class OrderTold(_Kind, frozen=True, tag="order"):
    """A source told a fact of an order."""

    fact: OrderFact
    asked: str = ""
    """The source, when it was asked for it; empty when it told it by itself."""


class CheckoutTold(_Kind, frozen=True, tag="checkout"):
    """A source told who is at a checkout."""

    checkout: Checkout


class LookupOwed(_Kind, frozen=True, tag="lookup"):
    """A source named something that it did not tell: the worker asks for it. `told` holds nobody's identity."""

    site: str
    source: str
    key: str
    told: str
    received_at: datetime


class PixelSeen(_Kind, frozen=True, tag="pixel"):
    """The tag told what became of the browser leg of an event it had sent."""

    site: str
    event_name: str
    event_id: str
    state: PixelState
    received_at: datetime


class ConsentChanged(_Kind, frozen=True, tag="consent"):
    """A visitor decided anew. `visitor` is the SHA-256 of the fbp cookie."""

    site: str
    visitor: str
    grants: Grants
    received_at: datetime


class Refusals(_Kind, frozen=True, tag="refusals"):
    """How often senders were refused for one reason at one field, since the last such entry."""

    site: str
    source: str
    reason: Reason
    field: str
    problem: str
    cure: str
    count: int
    received_at: datetime


class Heard(_Kind, frozen=True, tag="heard"):
    """How many messages of its own a source has told since the last such entry: a sign that it lives."""

    site: str
    source: str
    count: int
    received_at: datetime


Entry = Taken | OrderTold | CheckoutTold | LookupOwed | PixelSeen | ConsentChanged | Refusals | Heard

to_json = msgspec.json.Encoder(decimal_format="number").encode
"""Anything as JSON bytes. Amounts become JSON numbers, digit for digit."""

_entries = msgspec.json.Decoder(Entry, float_hook=Decimal)
_events = msgspec.json.Decoder(Event, float_hook=Decimal)
_facts = msgspec.json.Decoder(OrderFact, float_hook=Decimal)

decode_event = _events.decode
decode_fact = _facts.decode


def encode(told: Entry) -> bytes:
    """As it is kept in the journal."""
    try:
        if isinstance(told, Taken):
            return packed.pack_event(told.event, told.asked)
        if isinstance(told, OrderTold):
            return packed.pack_fact(told.fact, told.asked)
    except (LookupError, ValueError, OverflowError):
        return to_json(told)
    return to_json(told)


def decode(body: bytes) -> Entry:
    """Of either form. Raises `msgspec.DecodeError`, which never repeats what was in the body."""
    if body[:1] < packed.FIRST:
        told: Entry = _entries.decode(body)
        return told
    try:
        return _unpacked(packed.read(body))
    except (LookupError, ValueError, OverflowError) as fault:
        raise msgspec.DecodeError("the packed entry is damaged") from fault


def _unpacked(kept: packed.PackedEvent | packed.PackedFact) -> Entry:
    if isinstance(kept, packed.PackedEvent):
        return Taken(event=packed.unpack_event(kept), asked=kept.asked)
    return OrderTold(fact=packed.unpack_fact(kept), asked=kept.asked)
