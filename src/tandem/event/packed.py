"""
The journal's second form of what happened and of what an order's source told: MessagePack, places instead of names.

An amount of the sender's own data keeps the digits it came with, for which MessagePack has no type: that part is JSON.
Four rows of a rich purchase fill a page of SQLite's; of the first form, JSON with hexadecimal hashes, two did.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from msgspec.structs import asdict, replace

from tandem.event.click import Click
from tandem.event.extras import Envelope, Extras
from tandem.event.model import ActionSource, Event, Grants
from tandem.event.order import Customer, FactKind, Line, OrderFact, Totals
from tandem.event.packed_person import PackedPerson
from tandem.event.packed_person import pack as pack_person
from tandem.event.packed_person import unpack as unpack_person
from tandem.event.person import Unusable

FIRST = b"\x80"
"""An entry of this form begins with this byte or a higher one; JSON begins with a lower one."""

EVENT, FACT = 1, 2
"""What comes first in the array: which of the two it is, and in which form."""

WORDS: tuple[str | None, ...] = (
    *(None, "tag", "backend", "graph", "webhook", "noscript"),
    *("granted", "denied", "unknown"),
    *("loading", "loaded", "blocked", "slow", "off"),
    *("website", "email", "app", "phone_call", "chat", "physical_store", "system_generated", "business_messaging"),
    "other",
)
"""A word's place stands on disk: add at the end, move none. A word that is not here is not packed."""

_PLACES = {word: place for place, word in enumerate(WORDS)}
Word = Annotated[int, msgspec.Meta(ge=0, lt=len(WORDS))]


class Happened(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What of an event is kept as it is. A format on disk: add fields at the end, with defaults; move none."""

    site: str
    event_name: str
    event_id: str
    event_time: datetime
    received_at: datetime
    event_source_url: str | None
    referrer_url: str | None
    client_ip_address: str | None
    client_user_agent: str | None
    region: str | None
    clicks: dict[str, Click]
    extras: Extras | None
    envelope: Envelope | None
    dropped: tuple[Unusable, ...]


class Told(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The same of an order's fact."""

    site: str
    order_id: str
    source: str
    kind: FactKind
    at: datetime
    received_at: datetime
    delivery_id: str
    key: str
    amount: Decimal | None
    totals: Totals | None
    lines: tuple[Line, ...]
    is_test: bool
    customer: Customer
    subscription: str | None
    action_source: ActionSource | None
    client_ip_address: str | None
    client_user_agent: str | None
    event_source_url: str | None
    links: tuple[str, ...]
    dropped: tuple[Unusable, ...]


class PackedGrants(msgspec.Struct, array_like=True, frozen=True, gc=False):
    ads: Word
    signal: str
    at: datetime | None
    limit: tuple[int, int] | None


class PackedEvent(msgspec.Struct, array_like=True, tag=EVENT, frozen=True, gc=False):
    happened: Happened
    source: Word
    action_source: Word
    pixel: Word
    custom_data: bytes
    person: PackedPerson
    grants: PackedGrants
    asked: str


class PackedFact(msgspec.Struct, array_like=True, tag=FACT, frozen=True, gc=False):
    told: Told
    person: PackedPerson
    grants: PackedGrants
    asked: str


_happened = attrgetter(*Happened.__struct_fields__)
_told = attrgetter(*Told.__struct_fields__)
_pack = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder(decimal_format="number").encode
_own_data = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode

read = msgspec.msgpack.Decoder(PackedEvent | PackedFact).decode


def pack_event(event: Event, asked: str) -> bytes:
    """Raises `KeyError`, `ValueError` or `OverflowError` where there is no place in this form for a value."""
    words = _PLACES[event.source], _PLACES[event.action_source], _PLACES[event.pixel]
    parts = _json(event.custom_data), pack_person(event.person), _grants(event.grants)
    return _pack((EVENT, _happened(event), *words, *parts, asked))


def pack_fact(fact: OrderFact, asked: str) -> bytes:
    """Raises as `pack_event` does."""
    return _pack((FACT, _told(fact), pack_person(fact.person), _grants(fact.grants), asked))


def unpack_event(packed: PackedEvent) -> Event:
    """Raises `ValueError` and `KeyError` where a value is damaged."""
    happened = packed.happened
    source: Any = WORDS[packed.source]
    action_source: Any = WORDS[packed.action_source]
    pixel: Any = WORDS[packed.pixel]
    event = Event(
        site=happened.site,
        event_name=happened.event_name,
        event_id=happened.event_id,
        event_time=happened.event_time,
        received_at=happened.received_at,
        source=source,
        action_source=action_source,
        event_source_url=happened.event_source_url,
        referrer_url=happened.referrer_url,
        custom_data=_own_data(packed.custom_data),
        person=unpack_person(packed.person),
        client_ip_address=happened.client_ip_address,
        client_user_agent=happened.client_user_agent,
        grants=_granted(packed.grants),
        dropped=happened.dropped,
    )
    rarer = happened.extras or happened.envelope or happened.clicks or happened.region or pixel
    return _with_rarer(event, happened, pixel) if rarer else event


def _with_rarer(event: Event, happened: Happened, pixel: Any) -> Event:
    """Laid over the rest, as `identity.attach` does it, and says why."""
    return replace(
        event,
        extras=happened.extras,
        envelope=happened.envelope,
        clicks=happened.clicks,
        region=happened.region,
        pixel=pixel,
    )


def unpack_fact(packed: PackedFact) -> OrderFact:
    """Raises as `unpack_event` does."""
    return OrderFact(person=unpack_person(packed.person), grants=_granted(packed.grants), **asdict(packed.told))


def _grants(grants: Grants) -> tuple[Any, ...]:
    return _PLACES[grants.ads], grants.signal, grants.at, grants.limit


def _granted(packed: PackedGrants) -> Grants:
    ads: Any = WORDS[packed.ads]
    return Grants(ads, packed.signal, packed.at, packed.limit)
