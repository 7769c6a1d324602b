"""
The two questions. Both are pure, and both legs meet the same rule: the tag asks it in the browser, these functions on
the server. A refusal takes the person out of an event and leaves the order in our books, without anyone attached.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tandem.config.schema import Consent
from tandem.consent.hearing import heard_event
from tandem.consent.regions import policy_of
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.sources.arrival import Arrived
from tandem.sources.contract import OrderTelling

ERASED = "erased"
"""The signal of an event whose visitor was erased on request: nobody was asked, and it goes nowhere."""


WITHDRAWN = "withdrawn"
"""The signal of an event whose visit was once allowed to be remembered, and whose visitor then took that back."""

_NAMED_BY_SIGNAL = {ERASED: Reason.ERASED, WITHDRAWN: Reason.CONSENT_WITHDRAWN}


class Send(msgspec.Struct, frozen=True):
    """It may go now."""


class Hold(msgspec.Struct, frozen=True):
    """Ask again at `until`: nobody has said yes or no yet."""

    until: datetime


class Withhold(msgspec.Struct, frozen=True):
    """It must not go."""

    reason: Reason


Ruling = Send | Hold | Withhold


def at_intake(arrived: Arrived, policy: Consent) -> Arrived:
    """What of it may we keep? After a refusal: that it happened, its order and its worth; nothing of the visitor."""
    arrived = heard_event(arrived, policy)
    if arrived.grants.ads != "denied":
        return arrived
    return msgspec.structs.replace(
        arrived,
        user_data={},
        clicks={},
        extras=None,
        client_ip_address=None,
        client_user_agent=None,
        event_source_url=None,
        referrer_url=None,
    )


def order_at_intake(told: OrderTelling) -> OrderTelling:
    """The same for an order's fact: it stays a fact, and is nobody's."""
    if told.grants.ads != "denied":
        return told
    return msgspec.structs.replace(
        told, user_data={}, client_ip_address=None, client_user_agent=None, event_source_url=None, links={}
    )


def at_release(event: Event, withdrawn_at: datetime | None, policy: Consent, now: datetime) -> Ruling:
    """May it be sent, with the state known now? `withdrawn_at`: when this visitor last took a consent back."""
    if event.grants.ads == "denied":
        return Withhold(_NAMED_BY_SIGNAL.get(event.grants.signal, Reason.NO_CONSENT))
    if withdrawn_at is not None and withdrawn_at >= (event.grants.at or event.received_at):
        return Withhold(Reason.CONSENT_WITHDRAWN)
    if event.grants.ads == "granted" or policy_of(policy, event.region) != "opt-in":
        return Send()
    until = event.received_at + timedelta(seconds=policy.wait)
    return Hold(until) if now < until else Withhold(Reason.NO_CONSENT)


def without_person(event: Event) -> Event:
    """The event after a refusal: the same that `at_intake` would have kept."""
    return msgspec.structs.replace(
        event,
        person=Person(),
        clicks={},
        extras=None,
        client_ip_address=None,
        client_user_agent=None,
        event_source_url=None,
        referrer_url=None,
    )
