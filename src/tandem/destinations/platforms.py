"""The platforms that events may be owed to, and what settling asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tandem.destinations import recording
from tandem.destinations.contract import Platform
from tandem.destinations.meta import objections as meta
from tandem.event.model import Event

_BY_NAME: Mapping[str, Platform] = {
    "meta": Platform(deadline=meta.deadline, takes_adjustments=False),
    "recording": Platform(deadline=recording.deadline, takes_adjustments=True),
}


def deadline(destination: str, event: Event) -> datetime:
    """`destination` as the ledger names it, e.g. `meta:1234567890`. Raises `KeyError` for another platform."""
    return _platform(destination).deadline(event)


def variants(destinations: Iterable[str]) -> frozenset[str]:
    """What of a person they compare beside what Meta does. Raises `KeyError` for another platform."""
    return frozenset().union(*(_platform(each).variants for each in destinations))


def takes_adjustments(destination: str) -> bool:
    """Whether it wants to hear what becomes of a sale afterwards. Raises `KeyError` for another platform."""
    return _platform(destination).takes_adjustments


def _platform(destination: str) -> Platform:
    return _BY_NAME[destination.partition(":")[0]]
