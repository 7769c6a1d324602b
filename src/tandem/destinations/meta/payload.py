"""
An event as the Conversions API wants it. Pure: the same event gives the same payload, and nothing is changed.

Source: developers.facebook.com/docs/marketing-api/conversions-api/parameters (server event, customer information,
custom data), as of 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import astuple

from tandem.destinations.meta import limits
from tandem.event.extras import Envelope
from tandem.event.model import Event
from tandem.event.person import Person
from tandem.identity.keys import HASHED, PASSING
from tandem.kit.clock import micros

PARTNER_AGENT = "tandem_0_1"
"""Names the sending platform: under 23 characters, `name_major_minor`."""

UPLOAD = ("namespace_id", "upload_id", "upload_tag", "upload_source")
"""What a partner says of an upload; Meta groups events by it."""

_PERSON = Person.__struct_fields__
_SENT = frozenset((*HASHED, *PASSING))

_encoder = msgspec.json.Encoder(decimal_format="number")


def body(events: Sequence[Event], test_event_code: str = "") -> bytes:
    """The JSON body of one request. Its events came in like envelopes: one parcel, see `client`."""
    envelope = (events[0].envelope if events else None) or Envelope()
    request: dict[str, Any] = {
        "data": [server_event(event) for event in events],
        "partner_agent": envelope.partner_agent or PARTNER_AGENT,
    }
    request.update((name, value) for name in UPLOAD if (value := getattr(envelope, name)))
    if test_event_code:
        request["test_event_code"] = test_event_code
    return _encoder.encode(request)


def server_event(event: Event) -> dict[str, Any]:
    """One element of `data`. Fields without a value are left out: Meta hashes no emptiness."""
    fields = {
        "event_name": event.event_name,
        "event_time": micros(event.event_time) // 1_000_000,
        "event_id": event.event_id,
        "action_source": event.action_source,
        "event_source_url": event.event_source_url,
        "referrer_url": event.referrer_url,
        "user_data": user_data(event),
        "custom_data": event.custom_data,
        **limits.extras(event),
    }
    return {name: value for name, value in fields.items() if value not in (None, {})}


def user_data(event: Event) -> dict[str, Any]:
    """Customer information: hashes as lists, ids and the browser's context as they are."""
    found: dict[str, Any] = {
        name: list(value) if type(value) is tuple else value
        for name, value in zip(_PERSON, astuple(event.person), strict=True)
        if value and name in _SENT
    }
    if event.client_ip_address:
        found["client_ip_address"] = event.client_ip_address
    if event.client_user_agent:
        found["client_user_agent"] = event.client_user_agent
    return found


def match_keys(event: Event) -> list[str]:
    """The names of what `user_data` would hold."""
    context = {"client_ip_address": event.client_ip_address, "client_user_agent": event.client_user_agent}
    known = event.person.keys()
    return [name for name in known if name in _SENT] + [name for name, told in context.items() if told]
