"""The event: one thing that happened, as Tandem keeps and sends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from tandem.event.click import Click
from tandem.event.extras import Envelope, Extras
from tandem.event.person import Person, Unusable

Source = Literal["tag", "backend", "graph", "webhook", "noscript"]
"""
Where an event came from: the tag on a page, a server, one that takes us for Meta's Graph API, a source, a page in a
browser without JavaScript.
"""

PixelState = Literal["loading", "loaded", "blocked", "slow", "off"]
"""What the tag knows of the browser leg: see contracts/wire.schema.json."""

Ads = Literal["granted", "denied", "unknown"]

ActionSource = Literal[
    "email", "website", "app", "phone_call", "chat", "physical_store", "system_generated", "business_messaging", "other"
]
"""Where it happened, in Meta's words (server-event parameters of its Conversions API)."""


class Grants(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    What the visitor allowed: whether for advertising, who said so (`manual`, `gpc`, `tcf`…), when. `limit`: the
    visitor opted out of sale or sharing where that limits what becomes of the event, and does not forbid it; Meta's
    numbers of country and state for its Limited Data Use, 0 and 0 where Meta shall locate the person.
    """

    ads: Ads = "unknown"
    signal: str = ""
    at: datetime | None = None
    limit: tuple[int, int] | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    One thing that happened. Holds nothing readable about a person but the address and browser that a destination
    needs, and those only until it is sent. All moments are UTC; `value` in `custom_data` is a `Decimal`.
    """

    site: str
    event_name: str
    event_id: str
    event_time: datetime
    received_at: datetime
    source: Source
    action_source: ActionSource = "website"
    event_source_url: str | None = None
    referrer_url: str | None = None
    custom_data: dict[str, Any] = {}
    extras: Extras | None = None
    envelope: Envelope | None = None
    person: Person = Person()
    clicks: dict[str, Click] = {}
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    grants: Grants = Grants()
    region: str | None = None
    """Where the visitor was, as ISO 3166 country or subdivision (`US-CA`): which policy of consent holds."""
    pixel: PixelState | None = None
    dropped: tuple[Unusable, ...] = ()
