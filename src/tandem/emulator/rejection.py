"""A refusal as it is remembered: what was answered, and the event at fault without its personal data."""

from __future__ import annotations

from typing import Any

from tandem.emulator import redact
from tandem.emulator.meta import Meta
from tandem.emulator.received import Arrival, Refused, Rejected


def remember_refusal(refused: Refused, arrival: Arrival, status: int, error: dict[str, Any], meta: Meta) -> None:
    """Put the refusal where `GET /sandbox/rejected` and the pages find it."""
    identity = meta.rules.identity
    event = redact.payload(refused.event, identity.hash_required) if refused.event else None
    meta.memory.reject(
        Rejected(
            number=meta.memory.tallies.rejected + 1,
            received_at=arrival.at,
            source=arrival.source,
            dataset=arrival.dataset,
            rule=refused.rule,
            index=refused.index,
            status=status,
            about=refused.about,
            error=error,
            event_count=refused.event_count,
            event=event,
        )
    )
    meta.pulse.beat()
