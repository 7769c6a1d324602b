"""Events from the tag: POST /e. The shape is contracts/wire.schema.json."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from tandem.event.entry import ConsentChanged, PixelSeen
from tandem.event.model import Ads, Grants, PixelState
from tandem.event.site import Site
from tandem.kit.clock import from_millis
from tandem.kit.secret import fingerprint
from tandem.sources import checks
from tandem.sources.arrival import Arrival, Arrived
from tandem.sources.shape import Reader

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=checks.NAME_LIMIT)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=checks.ID_LIMIT)]
Url = Annotated[str, msgspec.Meta(max_length=2048)]
Millis = Annotated[int, msgspec.Meta(ge=0, lt=253_402_300_800_000)]


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class TagConsent(_Shape, frozen=True):
    ads: Ads
    signal: Annotated[str, msgspec.Meta(max_length=32)] = ""
    at: Millis | None = None
    limit: tuple[int, int] | None = None
    """Limited Data Use: Meta's numbers of country and state."""
    region: Annotated[str, msgspec.Meta(max_length=6)] = ""


class Visit(_Shape, frozen=True):
    fbp: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    fbc: Annotated[str, msgspec.Meta(max_length=600)] | None = None
    clicks: dict[str, Any] = {}
    reference: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    redeem: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class TagEvent(_Shape, frozen=True):
    event_name: Name
    event_id: Id
    event_time: Millis
    event_source_url: Url | None = None
    referrer_url: Url | None = None
    custom_data: dict[str, Any] = {}
    user_data: dict[str, Any] = {}
    pixel: PixelState | None = None


class PixelReport(_Shape, frozen=True):
    event_name: Name
    event_id: Id
    state: PixelState


class TagMessage(_Shape, frozen=True):
    """One post of the tag: events, what became of the browser leg of earlier ones, the visit's ids, the consent."""

    v: Literal[1]
    consent: TagConsent
    tag: Annotated[str, msgspec.Meta(max_length=32)] = ""
    visit: Visit = Visit()
    events: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=50)] = []
    pixel: Annotated[list[PixelReport], msgspec.Meta(max_length=50)] = []


_messages = Reader(TagMessage)
_events = Reader(TagEvent)


def read(body: bytes) -> TagMessage:
    """Raises `Refused`."""
    return _messages.read(body)


def with_consent(arrival: Arrival, told: TagConsent) -> Arrival:
    """
    The arrival with the visitor's answer as the tag tells it. One that a page's clock dates in the future is dated by
    its arrival: else no later one could take it back.
    """
    at = None if told.at is None else min(from_millis(told.at), arrival.received_at)
    grants = Grants(told.ads, checks.signal(told.signal), at, told.limit)
    return msgspec.structs.replace(arrival, grants=grants, region=arrival.region or checks.region(told.region))


def with_ids(arrival: Arrival, visit: Visit) -> Arrival:
    """The arrival with the visit's ids as the tag read them, else as the cookies came."""
    return msgspec.structs.replace(
        arrival, fbp=visit.fbp or arrival.fbp, fbc=visit.fbc or arrival.fbc, clicks=visit.clicks
    )


def parse(raw: msgspec.Raw, arrival: Arrival, site: Site) -> Arrived:
    """
    One event of a message. A page's clock may run ahead: such an event is dated by its arrival instead of refused.
    Raises `Refused`.
    """
    sent = _events.read(raw)
    name, definition = checks.defined(sent.event_name, site.dictionary)
    happened = min(from_millis(sent.event_time), arrival.received_at)
    data = checks.custom_data(sent.custom_data, definition, site.depth)
    return Arrived(
        source=arrival.source,
        received_at=arrival.received_at,
        event_name=name,
        event_id=checks.event_id(sent.event_id, definition, data),
        event_time=checks.event_time(happened, arrival.received_at, store=False),
        event_source_url=sent.event_source_url,
        referrer_url=sent.referrer_url,
        custom_data=data,
        user_data=_with_visit(sent.user_data, arrival),
        clicks=arrival.clicks,
        grants=arrival.grants,
        gpc=arrival.gpc,
        region=arrival.region,
        pixel=sent.pixel,
        client_ip_address=arrival.client_ip_address,
        client_user_agent=arrival.client_user_agent,
    )


def pixel_seen(message: TagMessage, site: Site, at: datetime) -> list[PixelSeen]:
    """What became of the browser leg of earlier events. A report on a name or id that no event may have is dropped."""
    return [
        PixelSeen(site=site.name, event_name=told.event_name, event_id=told.event_id, state=told.state, received_at=at)
        for told in message.pixel
        if checks.is_presentable(told.event_name, checks.NAME_LIMIT)
        and checks.is_presentable(told.event_id, checks.ID_LIMIT)
    ]


def consent_changed(arrival: Arrival, site: Site) -> ConsentChanged | None:
    """
    A refusal by a visitor we may know: it must stop what still waits. Other answers change nothing here. The arrival
    is one that `consent.hearing` has heard.
    """
    grants = arrival.grants
    if grants.ads != "denied" or not arrival.fbp:
        return None
    return ConsentChanged(
        site=site.name, visitor=fingerprint(arrival.fbp), grants=grants, received_at=arrival.received_at
    )


def _with_visit(user_data: dict[str, Any], arrival: Arrival) -> dict[str, Any]:
    """With the browser's ids, of which the visit has the last word."""
    known = dict(user_data)
    if arrival.fbp:
        known["fbp"] = arrival.fbp
    if arrival.fbc:
        known["fbc"] = arrival.fbc
    return known
