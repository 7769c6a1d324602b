"""What a destination says of how well its events match people: its latest answer, and its latest silence."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros

_ASKED = """
SELECT asked_at, problem = '' AND EXISTS (SELECT 1 FROM quality_score s WHERE s.destination = a.destination)
FROM quality_asked a WHERE destination = ?
"""

_ANSWERED = """
INSERT INTO quality_asked VALUES (:destination, :at, :at, '') ON CONFLICT (destination) DO UPDATE SET
    asked_at = :at, answered_at = :at, problem = ''
"""

_FAILED = """
INSERT INTO quality_asked VALUES (:destination, :at, NULL, :problem) ON CONFLICT (destination) DO UPDATE SET
    asked_at = :at, problem = :problem
"""


class Asked(msgspec.Struct, frozen=True):
    """The last time that it was asked, and whether it told any score then."""

    at: datetime
    told: bool


class QualityBook:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def asked(self, destination: str) -> Asked | None:
        """None when it was never asked."""
        row = self._sql.execute(_ASKED, (destination,)).fetchone()
        return None if row is None else Asked(from_micros(row[0]), bool(row[1]))

    def answered(self, destination: str, scores: Mapping[str, float], at: datetime) -> None:
        """Its scores by event name, 0 to 10: they take the place of all that it told before."""
        self._sql.execute(_ANSWERED, {"destination": destination, "at": micros(at)})
        self._sql.execute("DELETE FROM quality_score WHERE destination = ?", (destination,))
        rows = [(destination, name, score) for name, score in scores.items()]
        self._sql.executemany("INSERT INTO quality_score VALUES (?, ?, ?)", rows)

    def failed(self, destination: str, problem: str, at: datetime) -> None:
        """It told nothing; what it told before stays, with its time."""
        self._sql.execute(_FAILED, {"destination": destination, "problem": problem, "at": micros(at)})
