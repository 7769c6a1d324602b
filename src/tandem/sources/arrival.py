"""An arrival: one request at a door, and the events in it as their sender wrote them. Never stored, never logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from tandem.event.extras import Envelope, Extras
from tandem.event.model import ActionSource, Grants, PixelState, Source
from tandem.event.person import Unusable
from tandem.event.visit import Carried, nowhere


class ConsentStrings(msgspec.Struct, frozen=True):
    """Consent in the words of others, unread: `consent.signals` reads it."""

    tcf: str | None = None
    ac: str | None = None
    gpp: str | None = None
    usp: str | None = None
    gcs: str | None = None
    gcd: str | None = None


UNSAID = ConsentStrings()


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """
    One request. The visitor's address, browser and cookies are frozen here: nothing is looked up again later from
    another request. For a backend they are None: its own address is not the visitor's.
    """

    source: Source
    received_at: datetime
    action_source: ActionSource | None = None
    """Where its events happened that do not say so themselves; None: on the web site."""
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    fbp: str | None = None
    fbc: str | None = None
    clicks: dict[str, Any] = {}
    grants: Grants = Grants()
    gpc: bool = False
    region: str | None = None
    cookies: str = ""
    """The header itself, for the cookies of a consent banner."""
    envelope: Envelope | None = None
    visit_of: Callable[[str], Carried | None] = nowhere
    """The visit that a reference stands for, as `identity.visits` knows it."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """One event as sent: typed and checked, but with readable identity. `identity.attach` makes an `Event` of it."""

    source: Source
    received_at: datetime
    event_name: str
    event_id: str
    event_time: datetime
    action_source: ActionSource = "website"
    event_source_url: str | None = None
    referrer_url: str | None = None
    custom_data: dict[str, Any] = {}
    extras: Extras | None = None
    envelope: Envelope | None = None
    user_data: dict[str, Any] = {}
    clicks: dict[str, Any] = {}
    """By parameter or cookie name: ids of other platforms' clicks, as sent."""
    grants: Grants = Grants()
    gpc: bool = False
    region: str | None = None
    strings: ConsentStrings = UNSAID
    pixel: PixelState | None = None
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    dropped: tuple[Unusable, ...] = ()
    """What the door left out already, because nobody could use it."""
