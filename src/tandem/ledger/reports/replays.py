"""How often a dead letter was sent again, by whom, and how it was mended."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from tandem.kit.clock import from_micros

_REPLAYS = """
SELECT d.destination, r.at, r.asked_by, r.recipe FROM replayed d JOIN replay r ON r.id = d.replay
WHERE d.conversion = ? ORDER BY r.id, d.destination
"""


class TracedReplay(msgspec.Struct, frozen=True):
    """One time."""

    destination: str
    at: datetime
    asked_by: str
    recipe: dict[str, dict[str, Any] | list[str]]
    """How it was mended first: docs/dead-letters.md. Empty: not at all."""


def replays_of(ledger: sqlite3.Connection, number: int) -> tuple[TracedReplay, ...]:
    """Of one conversion, the oldest first."""
    return tuple(
        TracedReplay(destination, from_micros(at), asked_by, msgspec.json.decode(recipe))
        for destination, at, asked_by, recipe in ledger.execute(_REPLAYS, (number,))
    )
