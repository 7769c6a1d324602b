"""The last step before disk: from an arrival with readable identity to an `Event` that holds none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tandem.event.model import Event
from tandem.event.person import Unusable
from tandem.event.site import Site
from tandem.identity.address import clean_address
from tandem.identity.clean_extras import clean_extras
from tandem.identity.clicks import clean_clicks
from tandem.identity.person import Person, person_of
from tandem.identity.personal import holds_email
from tandem.identity.scrub import clean_data, clean_url
from tandem.sources.arrival import Arrived

BROWSER_LIMIT = 1_000
"""Characters of a user agent that are kept; real ones have some hundred."""


def attach(arrived: Arrived, site: Site) -> Event:
    """
    Who it is about, no further than allowed. Values that cannot be used are named in `dropped`, never kept.

    What few events have is laid over the rest: of more than fifteen arguments by name CPython makes a dictionary first,
    which costs six times as much as the call itself.
    """
    person, unusable = person_at(site, arrived.user_data, arrived.received_at)
    custom_data, leaked = clean_data(arrived.custom_data)
    event = Event(
        site=site.name,
        event_name=arrived.event_name,
        event_id=arrived.event_id,
        event_time=arrived.event_time,
        received_at=arrived.received_at,
        source=arrived.source,
        action_source=arrived.action_source,
        event_source_url=cleaned(arrived.event_source_url),
        referrer_url=cleaned(arrived.referrer_url),
        custom_data=custom_data,
        person=person,
        client_ip_address=_address(arrived, site),
        client_user_agent=clean_browser(arrived.client_user_agent),
        grants=arrived.grants,
        dropped=arrived.dropped + unusable + leaked,
    )
    rarer = arrived.clicks or arrived.extras or arrived.envelope or arrived.region or arrived.pixel
    return _with_rarer(event, arrived) if rarer else event


def _with_rarer(event: Event, arrived: Arrived) -> Event:
    clicks, no_clicks = clean_clicks(arrived.clicks, arrived.received_at)
    extras, told_too_much = clean_extras(arrived.extras) if arrived.extras else (None, ())
    return msgspec.structs.replace(
        event,
        extras=extras,
        envelope=arrived.envelope,
        clicks=clicks,
        region=arrived.region,
        pixel=arrived.pixel,
        dropped=event.dropped + no_clicks + told_too_much,
    )


def person_at(site: Site, user_data: Mapping[str, object], at: datetime) -> tuple[Person, tuple[Unusable, ...]]:
    """Who it is about as this site reads and hashes it, and what of it could not be used."""
    return person_of(user_data, region=site.region, today=at.date(), form=site.match_form, variants=site.variants)


def clean_browser(user_agent: str | None) -> str | None:
    """A robot's may tell whom to write to; such a one is left out."""
    if not user_agent or holds_email(user_agent):
        return None
    return user_agent[:BROWSER_LIMIT]


def cleaned(url: str | None) -> str | None:
    return clean_url(url) if url else None


def _address(arrived: Arrived, site: Site) -> str | None:
    if arrived.client_ip_address is None:
        return None
    return clean_address(arrived.client_ip_address, allow_private=site.private_addresses)
