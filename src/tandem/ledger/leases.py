"""
Who sends what: rows are claimed for a while, so that no two dispatchers ever send the same one at once.

A lease is a row beside the outbox's own. It ends with a fate, by giving the row back, or by its hour: whoever held it
longer than that is taken for dead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import itemgetter

import msgspec

from tandem.kit.clock import from_micros, micros
from tandem.ledger.ahead import FREE, Next, ids

FRESH_SHARE = 0.5
"""
Of each claim while more is due than one claim takes: this part to what came due last, the rest to what must go first.
So today's events are on time while the backlog drains; neither stands still.
"""


class Claimed(msgspec.Struct, frozen=True):
    """One row as it lies in the books. `body` is None when the event is gone from them."""

    conversion: int
    body: bytes | None
    attempts: int
    deadline: datetime
    withdrawn_at: datetime | None
    omitted: str


class Leases:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._next = Next(connection)

    def claim(
        self,
        destination: str,
        now: datetime,
        limit: int,
        *,
        owner: str,
        until: datetime,
        fresh_share: float = FRESH_SHARE,
    ) -> list[Claimed]:
        """What is due, `limit` at most, oldest deadline first; nobody else is given these rows before `until`."""
        self._expire(destination, now, owner)
        share = int(limit * fresh_share)
        found = self._read(destination, self._next.foreseen(destination, now, limit, share), now)
        if len(found) < limit:
            found = self._read(destination, self._next.look(destination, now, limit, share), now)
        return self._hold(destination, found, owner, until)

    def claim_late(self, destination: str, now: datetime, limit: int, *, owner: str, until: datetime) -> list[Claimed]:
        """What is beyond its deadline, due or not."""
        late = ids(self._sql.execute(_LATE, (destination, micros(now), limit)))
        return self._hold(destination, self._read(destination, late, None), owner, until)

    def _hold(self, destination: str, found: list[Claimed], owner: str, until: datetime) -> list[Claimed]:
        chosen = _json(row.conversion for row in found)
        sql = "INSERT INTO lease SELECT ?, value, ?, ? FROM json_each(?)"
        self._sql.execute(sql, (destination, owner, micros(until), chosen))
        return found

    def has_due(self, destination: str, now: datetime) -> bool:
        """
        Whether a claim could find something: a look that writes nothing. What is under way counts as well: to pass over
        it costs as much as the claim.
        """
        (found,) = self._sql.execute(_HAS_DUE, (destination, micros(now))).fetchone()
        return bool(found)

    def has_late(self, destination: str, now: datetime) -> bool:
        """Whether anything is beyond its deadline, under way or not: a look that writes nothing, and counts nothing."""
        (found,) = self._sql.execute(_HAS_LATE, (destination, micros(now))).fetchone()
        return bool(found)

    def holds(self, destination: str, conversions: Iterable[int], owner: str) -> bool:
        """Whether any of them is still held: a look that writes nothing."""
        sql = f"SELECT EXISTS (SELECT 1 FROM lease WHERE {_THESE} AND owner = ?)"  # noqa: S608 - our own words
        (found,) = self._sql.execute(sql, (destination, _json(conversions), owner)).fetchone()
        return bool(found)

    def give_back(self, destination: str, conversions: Iterable[int], owner: str) -> None:
        """Unsent, and as due as before. What has a fate by now keeps it."""
        sql = f"DELETE FROM lease WHERE {_THESE} AND owner = ?"  # noqa: S608 - our own words
        self._sql.execute(sql, (destination, _json(conversions), owner))

    def end(self, destination: str, conversions: str) -> None:
        """They have their fate or another hour. `conversions` is a JSON list."""
        self._sql.execute(f"DELETE FROM lease WHERE {_THESE}", (destination, conversions))  # noqa: S608 - our own words

    def take_back(self) -> int:
        """Everything that anybody held. For the start alone: the ledger's lock says that its holders are dead."""
        return self._sql.execute("DELETE FROM lease").rowcount

    def _expire(self, destination: str, now: datetime, owner: str) -> None:
        """What another holds beyond its hour. One's own rows are in one's hands, whatever a clock that jumped says."""
        sql = "DELETE FROM lease WHERE destination = ? AND until <= ? AND owner <> ?"
        self._sql.execute(sql, (destination, micros(now), owner))

    def _read(self, destination: str, conversions: Sequence[int], now: datetime | None) -> list[Claimed]:
        """Those that are free to be claimed, by deadline: due by `now`, if that is asked."""
        if not conversions:
            return []
        by = _NO_END if now is None else micros(now)
        rows = self._sql.execute(_CLAIMED, (_json(conversions), destination, by)).fetchall()
        rows.sort(key=itemgetter(3, 0))  # deadline, id; here and not in SQL, which would carry the bodies about
        return [
            Claimed(conversion, body, attempts, from_micros(deadline), None if at is None else from_micros(at), omitted)
            for conversion, body, attempts, deadline, at, omitted in rows
        ]


_THESE = "destination = ? AND conversion IN (SELECT value FROM json_each(?))"

_HAS_DUE = """
SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_due WHERE destination = ? AND state = 'waiting' AND due_at <= ?)
"""

_HAS_LATE = """
SELECT EXISTS
    (SELECT 1 FROM outbox INDEXED BY outbox_deadline WHERE destination = ? AND state = 'waiting' AND deadline < ?)
"""

_LATE = f"""
SELECT conversion FROM outbox INDEXED BY outbox_deadline
WHERE destination = ? AND state = 'waiting' AND deadline < ? AND {FREE} ORDER BY deadline LIMIT ?
"""  # noqa: S608 - our own words

_CLAIMED = f"""
SELECT c.id, c.body, outbox.attempts, outbox.deadline, w.at, outbox.omitted
FROM json_each(?) chosen
CROSS JOIN outbox ON outbox.conversion = chosen.value AND outbox.destination = ?
JOIN conversion c ON c.id = outbox.conversion
LEFT JOIN withdrawal w ON w.site = c.site AND w.visitor = c.visitor
WHERE outbox.state = 'waiting' AND outbox.due_at <= ? AND {FREE}
"""  # noqa: S608 - our own words

_NO_END = 2**63 - 1
"""Later than any moment."""


def _json(conversions: Iterable[int]) -> str:
    return msgspec.json.encode(list(conversions)).decode()
