"""
Visits that may be carried on elsewhere: on a payment page of another domain, or by the order that a backend reports.

Promises   A reference is kept as its SHA-256, and answers one browser once; what it stands for is erased when it has
           been used, has expired, or its visitor takes the consent back. Erased means overwritten in the file.
Limits     One process. `MOST` visits at a time; further ones are not kept, and their orders count without the join.
           `synchronous=NORMAL`: a power cut may cost the references of the last moments, never an event, so nobody
           need wait for the disk.
Not here   Who may ask (`doors.visit_door`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tandem.event.visit import Carried
from tandem.kit.clock import micros
from tandem.kit.secret import fingerprint
from tandem.kit.signals import note
from tandem.kit.sql import connect, empty_log, migrate

GRACE = timedelta(minutes=1)
"""How long the browser that redeemed a reference may ask again: its events and its cookies come in two requests."""

MOST = 100_000
"""Visits kept at a time, some thirty megabytes: whoever floods the door fills no disk."""


MIGRATIONS = (Path(__file__).with_name("visits.sql").read_text(encoding="utf-8"),)


_decode = msgspec.json.Decoder(Carried).decode


class Visits:
    """Every call takes some microseconds; none waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._sql = connect(path)
        self._sql.execute("PRAGMA synchronous = NORMAL")
        migrate(self._sql, MIGRATIONS)
        self._count = self._counted()

    def keep(self, reference: str, site: str, carried: Carried, until: datetime) -> None:
        """The first word on a reference stands: who overhears one cannot put another visit under it."""
        if self._count >= MOST:
            return
        row = (fingerprint(reference), site, fingerprint(carried.fbp), msgspec.json.encode(carried), micros(until))
        sql = "INSERT INTO visit VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (reference) DO NOTHING"
        with _costing_no_event():
            self._count += self._sql.execute(sql, row).rowcount

    def origin_of(self, reference: str, now: datetime) -> str | None:
        """The site a reference was made at, if it still holds."""
        found = self._find(reference, now)
        return found[0] if found else None

    def look(self, reference: str, site: str, now: datetime) -> Carried | None:
        """The visit of a site's own reference. It stays: a backend may report several events of one visit."""
        found = self._find(reference, now)
        return _decode(found[1]) if found and found[0] == site else None

    def redeem(self, reference: str, redeemer: str, now: datetime) -> Carried | None:
        """
        The visit, for the first browser that asks, and for that one again within `GRACE`; None for every other.
        `redeemer` is the id (`fbp`) that the browser goes by on its new domain.
        """
        found = self._find(reference, now)
        asking = fingerprint(redeemer)
        if found is None or found[2] not in (None, asking):
            return None
        if found[2] is None and not self._bind(reference, asking, now):
            return None
        return _decode(found[1])

    def _bind(self, reference: str, asking: str, now: datetime) -> bool:
        with _costing_no_event():
            sql = "UPDATE visit SET redeemer = ?, expires_at = min(expires_at, ?) WHERE reference = ?"
            self._sql.execute(sql, (asking, micros(now + GRACE), fingerprint(reference)))
            return True
        return False

    def forget(self, visitor: str) -> None:
        """
        A visitor took the consent back. `visitor` is the SHA-256 of the fbp. Raises `sqlite3.Error`: a refusal that
        was not heard must be told again.
        """
        self._sql.execute("DELETE FROM visit WHERE visitor = ?", (visitor,))

    def sweep(self, now: datetime) -> None:
        """Erase what has expired, in the write-ahead log as well."""
        self._sql.execute("DELETE FROM visit WHERE expires_at <= ?", (micros(now),))
        self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._count = self._counted()

    def erase(self, needles: tuple[str, ...]) -> int:
        """Forget every visit that holds one of the texts; returns how many there were."""
        rows = self._sql.execute("SELECT reference, visitor, redeemer, body FROM visit").fetchall()
        found = [row[0] for row in rows if any(needle in f"{row[1]} {row[2]} {row[3].decode()}" for needle in needles)]
        self._sql.executemany("DELETE FROM visit WHERE reference = ?", [(reference,) for reference in found])
        self._count = self._counted()
        return len(found)

    def flush(self) -> bool:
        """Whether the log could be emptied into the file."""
        return empty_log(self._sql)

    def compact(self) -> None:
        """The file, written anew from what is in it."""
        self._sql.execute("VACUUM")

    def close(self) -> None:
        self._sql.close()

    def _find(self, reference: str, now: datetime) -> tuple[str, bytes, str | None] | None:
        sql = "SELECT site, body, redeemer FROM visit WHERE reference = ? AND expires_at > ?"
        with _costing_no_event():
            row: tuple[str, bytes, str | None] | None
            row = self._sql.execute(sql, (fingerprint(reference), micros(now))).fetchone()
            return row
        return None

    def _counted(self) -> int:
        (count,) = self._sql.execute("SELECT count(*) FROM visit").fetchone()
        return int(count)


@contextmanager
def _costing_no_event() -> Iterator[None]:
    """A fault of this file costs the join, never the event that asked for it."""
    try:
        yield
    except sqlite3.Error as problem:
        note("visits.not_available", problem=str(problem))
