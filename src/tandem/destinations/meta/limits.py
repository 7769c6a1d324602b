"""Limited Data Use in the payload: what an event may be used for, as the visitor or its sender limits it."""

from __future__ import annotations

from typing import Any

from tandem.event.extras import Extras
from tandem.event.model import Event


def extras(event: Event) -> dict[str, Any]:
    """The event's rarer fields. A limit that the visitor asked for goes before a sender's word that there is none."""
    if event.extras is None and event.grants.limit is None:
        return {}
    told = event.extras or Extras()
    fields = told.told()
    if event.grants.limit is None or told.data_processing_options:
        return fields
    country, state = event.grants.limit
    return fields | {
        "data_processing_options": ["LDU"],
        "data_processing_options_country": country,
        "data_processing_options_state": state,
    }
