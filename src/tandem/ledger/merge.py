"""Two messages, one event: what each knows best."""

from __future__ import annotations

import msgspec

from tandem.consent import rules
from tandem.consent.hearing import governing
from tandem.event import click
from tandem.event.extras import both
from tandem.event.model import Event, PixelState
from tandem.event.person import Person
from tandem.identity.browser_ids import newest_click

_PIXEL_ORDER: tuple[PixelState | None, ...] = (None, "off", "loading", "slow", "blocked", "loaded")
"""Later states know more than earlier ones; that the Pixel took the event outweighs a report that it was late."""


def merge(known: Event, told: Event) -> Event:
    """
    One event out of two reports on it. A server is believed about the order, the tag about the visitor's browser, and
    identifiers of both are kept. It happened on the web site if neither says otherwise. A refusal that governs takes
    the person out of both.
    """
    order, other = (told, known) if told.source != "tag" == known.source else (known, told)
    visit, elsewhere = (told, known) if told.source == "tag" != known.source else (known, told)
    merged = msgspec.structs.replace(
        order,
        event_id=known.event_id,
        action_source=order.action_source if order.action_source != "website" else other.action_source,
        event_time=min(known.event_time, told.event_time),
        received_at=min(known.received_at, told.received_at),
        event_source_url=visit.event_source_url or elsewhere.event_source_url,
        referrer_url=visit.referrer_url or elsewhere.referrer_url,
        client_ip_address=visit.client_ip_address or elsewhere.client_ip_address,
        client_user_agent=visit.client_user_agent or elsewhere.client_user_agent,
        extras=both(order.extras, other.extras),
        envelope=order.envelope or other.envelope,
        custom_data={**other.custom_data, **order.custom_data},
        person=_both(visit.person, elsewhere.person),
        clicks=click.merged(visit.clicks, elsewhere.clicks),
        grants=governing(known.grants, told.grants),
        region=visit.region or elsewhere.region,
        pixel=better_pixel(known.pixel, told.pixel),
        dropped=tuple(dict.fromkeys(visit.dropped + elsewhere.dropped)),
    )
    return rules.without_person(merged) if merged.grants.ads == "denied" else merged


def _both(visit: Person, elsewhere: Person) -> Person:
    """Every identifier once, the visit's first; of two clicks the newest, with the moment it was first seen."""
    return msgspec.structs.replace(visit.merge(elsewhere), fbc=newest_click(visit.fbc, elsewhere.fbc))


def better_pixel(first: PixelState | None, second: PixelState | None) -> PixelState | None:
    """The report that knows more about the browser leg."""
    return max(first, second, key=_PIXEL_ORDER.index)
