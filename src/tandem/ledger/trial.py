"""Test event codes: for how long each is sent. Kept in the books, so that a restart does not begin anew."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from tandem.kit.clock import from_micros, micros

REST = timedelta(days=1)
"""A code that was not used for so long begins anew: somebody tests again."""

_MICROSECOND = timedelta(microseconds=1)

_USE = """
INSERT INTO test_code VALUES (:destination, :code, :now, :now, :now + :life)
ON CONFLICT (destination, code) DO UPDATE SET
    begun_at = CASE WHEN :now - used_at >= :rest THEN :now ELSE begun_at END,
    ends_at = CASE WHEN :now - used_at >= :rest THEN :now ELSE begun_at END + :life,
    used_at = :now
RETURNING ends_at
"""


class Trial:
    """Each call is a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def until(self, destination: str, code: str, life: timedelta, now: datetime) -> datetime:
        """When the present use of the code ends; its first use begins `life`."""
        spans = {"now": micros(now), "life": life // _MICROSECOND, "rest": REST // _MICROSECOND}
        (row,) = self._sql.execute(_USE, {"destination": destination, "code": code, **spans}).fetchall()
        return from_micros(row[0])
