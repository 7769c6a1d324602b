"""Small builders: an event, an arrival, a site. Each says only what its test is about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tandem.config.schema import Consent
from tandem.event.dictionary import build
from tandem.event.model import Event, Grants
from tandem.event.person import Person
from tandem.event.site import Site
from tandem.sources.arrival import Arrival, Arrived
from tests.support.clock import NOON

DESTINATION = "meta:1234567890"
GRANTED = Grants("granted", "manual", NOON)
DENIED = Grants("denied", "manual", NOON)
UNKNOWN = Grants()
FBP = "fb.1.1763812800000.1098115397"
FBC = "fb.1.1763812800000.AbCdEf_gh-IJ"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


ADA = Person(em=(sha256("ada@example.com"),), fbp=FBP)
"""A visitor with an e-mail address and a browser id."""


def event(**changes: Any) -> Event:
    """A granted Purchase of 49.90 EUR by Ada, sent by a backend."""
    fields: dict[str, Any] = {
        "site": "shop",
        "event_name": "Purchase",
        "event_id": "order_1001",
        "event_time": NOON,
        "received_at": NOON,
        "source": "backend",
        "custom_data": {"value": Decimal("49.90"), "currency": "EUR", "order_id": "1001"},
        "person": ADA,
        "grants": GRANTED,
    }
    return Event(**{**fields, **changes})


def tag_event(**changes: Any) -> Event:
    """The same Purchase as the tag tells of it: with the visitor's browser and address."""
    fields: dict[str, Any] = {
        "source": "tag",
        "event_source_url": "https://www.example.com/thanks",
        "client_ip_address": "203.0.113.9",
        "client_user_agent": "Mozilla/5.0",
        "pixel": "loading",
    }
    return event(**{**fields, **changes})


def site(events: Mapping[str, Mapping[str, Any]] | None = None, **changes: Any) -> Site:
    """The shop: opt-in, one dataset at Meta, the shipped dictionary."""
    fields: dict[str, Any] = {
        "name": "shop",
        "dictionary": build(events or {}),
        "consent": Consent(),
        "destinations": (DESTINATION,),
    }
    return Site(**{**fields, **changes})


def arrival(**changes: Any) -> Arrival:
    """One request of a backend, at noon."""
    fields: dict[str, Any] = {"source": "backend", "received_at": NOON}
    return Arrival(**{**fields, **changes})


def arrived(**changes: Any) -> Arrived:
    """A Lead with readable identity, as it stands between parsing and consent."""
    fields: dict[str, Any] = {
        "source": "tag",
        "received_at": NOON,
        "event_name": "Lead",
        "event_id": "lead-1",
        "event_time": NOON,
        "event_source_url": "https://www.example.com/contact",
        "referrer_url": "https://search.example/",
        "user_data": {"em": "ada@example.com"},
        "grants": GRANTED,
        "client_ip_address": "203.0.113.9",
        "client_user_agent": "Mozilla/5.0",
    }
    return Arrived(**{**fields, **changes})
