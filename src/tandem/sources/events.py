"""What a source tells that is no order: a lead, an appointment. Checked as a backend's event is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from tandem.event.model import ActionSource
from tandem.event.site import Site
from tandem.sources import backend
from tandem.sources.arrival import Arrival, Arrived
from tandem.sources.contract import Delivery


def event_of(
    name: str,
    event_id: str,
    at: datetime,
    delivery: Delivery,
    site: Site,
    *,
    user_data: Mapping[str, Any],
    custom_data: Mapping[str, Any],
    action_source: ActionSource | None = None,
    consent: Mapping[str, Any] | None = None,
) -> Arrived:
    """
    One event as this source tells it; `consent` as a backend tells it. Without `action_source` the source's settings
    say where it happened. Raises `Refused`.
    """
    told = {
        "event_name": name,
        "event_id": event_id,
        "event_time": int(min(at, delivery.received_at).timestamp()),
        "action_source": action_source,
        "user_data": user_data,
        "custom_data": custom_data,
        "consent": consent,
    }
    arrival = arrival_of(delivery)
    return backend.parse(msgspec.Raw(msgspec.json.encode(told)), arrival, site)


def arrival_of(delivery: Delivery) -> Arrival:
    """The message as the request that brought an event: its address and browser are not the visitor's."""
    return Arrival(source="webhook", received_at=delivery.received_at, action_source=delivery.action_source)
