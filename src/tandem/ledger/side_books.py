"""What else was told: consents taken back, reports on the browser leg, refusals at the door."""

from __future__ import annotations

import sqlite3

from tandem.event.entry import ConsentChanged, PixelSeen, Refusals
from tandem.event.model import PixelState
from tandem.kit.clock import micros
from tandem.ledger.absent import Absent
from tandem.ledger.figures import Figures
from tandem.ledger.merge import better_pixel

HOUR = 3_600_000_000


class SideBooks:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, figures: Figures) -> None:
        self._sql = connection
        self._figures = figures
        self.absent = Absent(connection, "pixel_report", "site", "event_name", "event_id")

    def withdraw(self, told: ConsentChanged) -> None:
        sql = (
            "INSERT INTO withdrawal VALUES (?, ?, ?)"
            " ON CONFLICT (site, visitor) DO UPDATE SET at = max(at, excluded.at)"
        )
        self._sql.execute(sql, (told.site, told.visitor, micros(told.grants.at or told.received_at)))

    def keep_report(self, told: PixelSeen) -> None:
        """A report that overtook its event: kept until the event is entered; of several, the one that knows more."""
        key = (told.site, told.event_name, told.event_id)
        state = better_pixel(self.take_report(*key), told.state)
        sql = "INSERT INTO pixel_report (site, event_name, event_id, state, at) VALUES (?, ?, ?, ?, ?)"
        self._sql.execute(sql, (*key, state, micros(told.received_at)))
        self.absent.written(key)

    def take_report(self, site: str, event_name: str, event_id: str) -> PixelState | None:
        """What was told of the browser leg before its event came, if anything was: seldom, so it is asked first."""
        key = (site, event_name, event_id)
        if key in self.absent:
            return None
        among = "FROM pixel_report WHERE site = ? AND event_name = ? AND event_id = ?"
        row = self._sql.execute(f"SELECT state {among}", key).fetchone()
        if row is None:
            return None
        self._sql.execute(f"DELETE {among}", key)
        state: PixelState = row[0]
        return state

    def count(self, told: Refusals) -> None:
        sql = (
            "INSERT INTO refusal VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hour, site, source, reason, field)"
            " DO UPDATE SET count = count + excluded.count, problem = excluded.problem, cure = excluded.cure"
        )
        hour = micros(told.received_at) // HOUR * HOUR
        row = (hour, told.site, told.source, told.reason, told.field, told.problem, told.cure, told.count)
        self._sql.execute(sql, row)
        self._figures.turned_away(told.site, told.source, told.reason, told.count)
