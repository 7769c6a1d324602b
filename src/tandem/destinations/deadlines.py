"""From when on a destination takes an event no more: known as soon as the event is settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tandem.destinations.meta import objections as meta
from tandem.event.model import Event

_BY_PLATFORM: Mapping[str, Callable[[Event], datetime]] = {"meta": meta.deadline}


def deadline(destination: str, event: Event) -> datetime:
    """`destination` as the ledger names it, e.g. `meta:1234567890`. Raises `KeyError` for another platform."""
    platform, _, _ = destination.partition(":")
    return _BY_PLATFORM[platform](event)
