"""
An event as the Conversions API wants it. Pure: the same event gives the same payload, and nothing is changed.

Source: developers.facebook.com/docs/marketing-api/conversions-api/parameters (server event, customer information,
custom data), as of 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.destinations.meta import limits
from tandem.event.extras import Envelope
from tandem.event.model import Event
from tandem.identity.keys import HASHED, PASSING
from tandem.kit.clock import micros

PARTNER_AGENT = "tandem_0_1"
"""Names the sending platform: under 23 characters, `name_major_minor`."""

UPLOAD = ("namespace_id", "upload_id", "upload_tag", "upload_source")
"""What a partner says of an upload; Meta groups events by it."""

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
    told: dict[str, Any] = {
        "event_name": event.event_name,
        "event_time": micros(event.event_time) // 1_000_000,
        "event_id": event.event_id,
        "action_source": event.action_source,
    }
    if event.event_source_url:
        told["event_source_url"] = event.event_source_url
    if event.referrer_url:
        told["referrer_url"] = event.referrer_url
    if person := user_data(event):
        told["user_data"] = person
    if event.custom_data:
        told["custom_data"] = event.custom_data
    if rarer := limits.extras(event):
        told.update((name, value) for name, value in rarer.items() if value not in (None, {}))
    return told


def user_data(event: Event) -> dict[str, Any]:
    """Customer information: tuples of hashes, ids and the browser's context as they are."""
    # A person leaves out what it does not hold, so this costs what is there, not the 35 keys there could be.
    known = msgspec.to_builtins(event.person)
    found = {name: value for name, value in known.items() if name in _SENT and value}
    if event.client_ip_address:
        found["client_ip_address"] = event.client_ip_address
    if event.client_user_agent:
        found["client_user_agent"] = event.client_user_agent
    return found
