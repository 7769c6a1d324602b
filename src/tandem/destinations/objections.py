"""What a destination would refuse, asked without a connection to it: for a dry run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from tandem.destinations.contract import Objection
from tandem.destinations.meta import objections as meta
from tandem.event.model import Event

_BY_PLATFORM: Mapping[str, Callable[[Event, datetime], Objection | None]] = {"meta": meta.objection}


def objection(destination: str, event: Event, now: datetime) -> Objection | None:
    """`destination` as the ledger names it, e.g. `meta:1234567890`. Raises `KeyError` for another platform."""
    platform, _, _ = destination.partition(":")
    return _BY_PLATFORM[platform](event, now)
