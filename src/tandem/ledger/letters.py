"""Dead letters, one by one, and what is written down when they are sent again."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros
from tandem.ledger.reports.dead import WANTED, Chosen

_LETTERS = f"""
SELECT o.conversion, o.destination, c.event_id, c.body, o.deadline, w.at
FROM outbox o INDEXED BY outbox_dead JOIN conversion c ON c.id = o.conversion
LEFT JOIN withdrawal w ON w.site = c.site AND w.visitor = c.visitor
WHERE o.state = 'dead' AND (o.conversion, o.destination) > (:conversion, :name) {WANTED}
ORDER BY o.conversion, o.destination LIMIT :limit
"""  # noqa: S608 - our own words

_COUNT = f"""
SELECT count(*) FROM outbox o INDEXED BY outbox_dead JOIN conversion c ON c.id = o.conversion
WHERE o.state = 'dead' {WANTED}
"""  # noqa: S608 - our own words

Place = tuple[int, str]
"""Conversion and destination: behind which letter to go on."""

START: Place = (0, "")


class Letter(msgspec.Struct, frozen=True):
    """One dead letter as it lies in the books."""

    conversion: int
    destination: str
    event_id: str
    body: bytes | None
    deadline: datetime
    withdrawn_at: datetime | None

    @property
    def place(self) -> Place:
        return self.conversion, self.destination


def letters(ledger: sqlite3.Connection, chosen: Chosen, after: Place, limit: int) -> list[Letter]:
    """The next ones behind `after`."""
    told = {**chosen.parameters(), "conversion": after[0], "name": after[1], "limit": limit}
    return [
        Letter(conversion, destination, event_id, body, from_micros(deadline), None if at is None else from_micros(at))
        for conversion, destination, event_id, body, deadline, at in ledger.execute(_LETTERS, told)
    ]


def count(ledger: sqlite3.Connection, chosen: Chosen) -> int:
    (number,) = ledger.execute(_COUNT, chosen.parameters()).fetchone()
    return int(number)


class Replays:
    """The record of what was sent again. Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def begin(self, asked_by: str, chosen: bytes, recipe: bytes, now: datetime) -> int:
        """`chosen` and `recipe` as JSON. Returns the number of the replay."""
        sql = "INSERT INTO replay (at, asked_by, chosen, recipe, replayed, kept) VALUES (?, ?, ?, ?, 0, 0)"
        return self._sql.execute(sql, (micros(now), asked_by, chosen.decode(), recipe.decode())).lastrowid or 0

    def note(self, replay: int, conversion: int, destination: str) -> None:
        self._sql.execute("INSERT OR IGNORE INTO replayed VALUES (?, ?, ?)", (conversion, destination, replay))

    def count(self, replay: int, replayed: int, kept: int) -> None:
        """So many more."""
        sql = "UPDATE replay SET replayed = replayed + ?, kept = kept + ? WHERE id = ?"
        self._sql.execute(sql, (replayed, kept, replay))

    def letters(self, chosen: Chosen, after: Place, limit: int) -> list[Letter]:
        return letters(self._sql, chosen, after, limit)

    def waiting(self, chosen: Chosen) -> int:
        """How many dead letters are chosen."""
        return count(self._sql, chosen)
