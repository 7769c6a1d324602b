"""A page view that a browser without JavaScript tells by asking for an image: GET /p.gif."""

from __future__ import annotations

import msgspec

from tandem.kit.clock import to_millis
from tandem.sources.arrival import Arrival
from tandem.sources.foreign import click

LONGEST = 2048
"""Characters of an address, as the tag cuts it."""


def page_view(page: str, event_id: str, arrival: Arrival) -> msgspec.Raw:
    """As the tag would have told it. `page` is its address."""
    told = {
        "event_name": "PageView",
        "event_id": event_id,
        "event_time": to_millis(arrival.received_at),
        "event_source_url": page[:LONGEST],
    }
    return msgspec.Raw(msgspec.json.encode(told))


def landing_click(page: str, arrival: Arrival) -> str | None:
    """The `fbc` of the click that led to this page, if one did."""
    try:
        return click(page, arrival.received_at)
    except ValueError:
        return None
