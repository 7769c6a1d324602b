"""
Events as Meta's Graph API takes them: POST /{version}/{dataset}/events. From any sender that was made for Meta.

What Graph refuses is refused; what it takes is taken, and of that a value that nobody can use is left out alone.
Source: developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api and /parameters.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from tandem.event import money
from tandem.event.dictionary import Definition
from tandem.event.errors import Refused
from tandem.event.extras import Envelope, Extras
from tandem.event.matchable import is_thin
from tandem.event.model import ActionSource, Grants
from tandem.event.outcome import Reason
from tandem.event.person import Person, Unusable
from tandem.event.site import Site
from tandem.sources import checks
from tandem.sources.arrival import Arrival, Arrived
from tandem.sources.extras import extras
from tandem.sources.shape import Reader

URL_LIMIT = 8_192
"""Characters of an address that are kept; Meta states no limit."""

KEYS = frozenset(Person.__struct_fields__) | {"client_ip_address", "client_user_agent"}
"""What Meta knows in `user_data`; other names match nobody."""

_MONEY = (("value", money.value), ("currency", money.currency))

Unusables = tuple[Unusable, ...]


class GraphEvent(Extras, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One element of `data`."""

    event_name: str
    event_time: int
    action_source: ActionSource
    user_data: dict[str, Any]
    event_id: str | int | None = None
    event_source_url: str | None = None
    referrer_url: str | None = None
    custom_data: dict[str, Any] | None = None


_events = Reader(GraphEvent, strict=False)
_list = Reader(list[msgspec.Raw])
_string = Reader(str)
_object = Reader(dict[str, Any])
_sorted = msgspec.json.Encoder(order="sorted", decimal_format="number")


def split(data: msgspec.Raw, limit: int) -> list[msgspec.Raw]:
    """The elements of `data`, unread: objects, or strings that hold one, as Meta's own SDK writes them. `Refused`."""
    cure = f"Send data, an array of 1 to {limit} events."
    if not bytes(data).strip():
        raise Refused(Reason.MISSING_FIELD, "data", "is missing", cure)
    events = [_unquoted(each) for each in _elements(data)]
    if not events:
        raise Refused(Reason.MISSING_FIELD, "data", "is empty", cure)
    if len(events) > limit:
        raise Refused(Reason.TOO_LARGE, "data", f"holds {len(events)} events", cure)
    return events


def _elements(data: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return _list.read(_unquoted(data))
    except Refused as refused:
        told = refused.refusal
        raise Refused(told.reason, "data", told.problem, "Send data as a JSON array of events.") from None


def _unquoted(written: msgspec.Raw) -> msgspec.Raw:
    """JSON, or the JSON inside a JSON string."""
    content = bytes(written)
    return msgspec.Raw(_string.read(content).encode()) if content.lstrip()[:1] == b'"' else written


def parse(raw: msgspec.Raw, arrival: Arrival, site: Site) -> Arrived:
    """Raises `Refused`."""
    sent = _events.read(raw)
    name = checks.event_name(sent.event_name)
    _check_matchable(sent.user_data)
    definition = site.dictionary[name]
    data, dropped = _custom_data(sent.custom_data or {}, definition, site.depth)
    given = sent.event_id or definition.derive_id(data) or content_id(raw)
    store = sent.action_source == "physical_store"
    return Arrived(
        source=arrival.source,
        received_at=arrival.received_at,
        event_name=name,
        event_id=checks.event_id(given, definition, data),
        event_time=checks.event_time(checks.seconds(sent.event_time), arrival.received_at, store=store),
        action_source=sent.action_source,
        event_source_url=_address(sent.event_source_url),
        referrer_url=_address(sent.referrer_url),
        custom_data=data,
        extras=extras(sent),
        envelope=arrival.envelope,
        user_data=sent.user_data,
        grants=Grants("granted", "settings") if site.consent.graph == "granted" else Grants(),
        client_ip_address=checks.text(sent.user_data, "client_ip_address"),
        client_user_agent=checks.text(sent.user_data, "client_user_agent"),
        dropped=dropped,
    )


def _check_matchable(user_data: dict[str, Any]) -> None:
    if is_thin(key for key, value in user_data.items() if key in KEYS and value not in (None, "", [])):
        cure = "Send an identifier: email, phone, external_id, fbp, fbc or the visitor's IP address."
        raise Refused(Reason.TOO_THIN, "user_data", "could match nobody", cure)


def _custom_data(given: dict[str, Any], definition: Definition, depth: int) -> tuple[dict[str, Any], Unusables]:
    """Graph takes an amount that is none, and shows a diagnostic. The amount is left out, unless the event needs it."""
    usable = dict(given)
    dropped: list[Unusable] = []
    for name, read in _MONEY:
        try:
            if usable.get(name) is not None:
                read(usable[name])
        except Refused as refused:
            del usable[name]
            dropped.append(Unusable(refused.refusal.field, refused.refusal.problem, refused.refusal.cure))
    return checks.custom_data(usable, definition, depth), tuple(dropped)


def content_id(raw: msgspec.Raw) -> str:
    """
    An id for an event that has none: the same for the same content, however it is written down, so that an identical
    retry is one event. Two events that differ in nothing, not even in their second, are one too.
    """
    content = _object.read(raw)
    people = content["user_data"]
    content["user_data"] = {key: _in_order(value) for key, value in people.items()}
    return f"content_{hashlib.sha256(_sorted.encode(content)).hexdigest()[:40]}"


def _in_order(value: object) -> object:
    """Meta's SDK shuffles the values of a key between two runs."""
    return sorted(value, key=str) if isinstance(value, list) else value


def _address(url: str | None) -> str | None:
    return url if url and len(url) <= URL_LIMIT else None


def envelope(told: Envelope) -> Envelope | None:
    """What the request says of all its events, without what Meta could not use. Raises `Refused`."""
    code = told.test_event_code
    if code and not checks.is_presentable(code, 64):
        cure = "Send the code that the Test Events tab shows, e.g. TEST12345."
        raise Refused(Reason.INVALID_FIELD, "test_event_code", "is no test event code", cure)
    usable = {
        name: value
        for name in Envelope.__struct_fields__
        if (value := getattr(told, name)) and checks.is_presentable(value, 128)
    }
    if not is_agent(usable.get("partner_agent", "")):
        usable.pop("partner_agent", None)
    return Envelope(**usable) if usable else None


def is_agent(name: str) -> bool:
    """Whether Meta takes it for a platform's name: fewer than 23 characters, two letters or more."""
    return len(name) < 23 and sum(map(str.isalpha, name)) >= 2
