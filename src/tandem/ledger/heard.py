"""When each source was heard, so that its silence can be told from its habit."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from tandem.event.entry import Heard
from tandem.kit.clock import micros

HOUR = timedelta(hours=1)

REMEMBERED = timedelta(days=28)
"""How far back from its last message a source's hours are known: four week-ends."""

_EVER = """
INSERT INTO source_heard VALUES (:source, :count, :at, :at) ON CONFLICT (source) DO UPDATE SET
    messages = messages + :count, last_at = max(last_at, :at)
"""

_HOUR = """
INSERT INTO source_hour VALUES (:source, :hour, :count) ON CONFLICT DO UPDATE SET messages = messages + :count
"""


class HeardBook:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def note(self, told: Heard) -> None:
        at = micros(told.received_at)
        row = {"source": told.source, "count": told.count, "at": at, "hour": at - at % micros_of(HOUR)}
        self._sql.execute(_EVER, row)
        self._sql.execute(_HOUR, row)
        sql = "DELETE FROM source_hour WHERE source = ? AND hour < ?"
        self._sql.execute(sql, (told.source, at - micros_of(REMEMBERED)))


def micros_of(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
