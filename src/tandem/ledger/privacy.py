"""Requests of persons that shops have told: which are open, and until when each must be answered."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import msgspec

from tandem.event.privacy import Wish
from tandem.kit.clock import from_micros, micros

TIME_ALLOWED = timedelta(days=30)
"""Until when a request must be answered. Source: shopify.dev/docs/apps/build/compliance/privacy-law-compliance; the
General Data Protection Regulation says one month (Article 12)."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What was held of the person when the request came."""

    conversions: int = 0
    visits: int = 0
    order_facts: int = 0


class PrivacyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One request, without the person."""

    id: int
    at: datetime
    due_at: datetime
    site: str
    source: str
    wish: Wish
    number: str
    """The shop's own number of the request."""
    kinds: tuple[str, ...]
    held: Held
    settled_at: datetime | None
    """When it was carried out, or marked as answered; None: it is open."""


class PrivacyBook:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def note(
        self, key: tuple[str, str, Wish, str], kinds: tuple[str, ...], proof: list[str], held: Held, at: datetime
    ) -> None:
        """`key`: site, source, wish and number. The same request again is one request."""
        sql = (
            "INSERT INTO privacy_request (at, site, source, wish, number, kinds, proof, held)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        told = [msgspec.json.encode(each).decode() for each in (kinds, proof, held)]
        self._sql.execute(sql, (micros(at), *key, *told))

    def carried_out(self, key: tuple[str, str, Wish, str], at: datetime) -> None:
        sql = (
            "UPDATE privacy_request SET settled_at = ?"
            " WHERE site = ? AND source = ? AND wish = ? AND number = ? AND settled_at IS NULL"
        )
        self._sql.execute(sql, (micros(at), *key))

    def answered(self, request: int, at: datetime) -> bool:
        """Whether there was such an open request."""
        sql = "UPDATE privacy_request SET settled_at = ? WHERE id = ? AND settled_at IS NULL"
        return self._sql.execute(sql, (micros(at), request)).rowcount > 0


_SELECT = "SELECT id, at, site, source, wish, number, kinds, held, settled_at FROM privacy_request"


def privacy_rows(ledger: sqlite3.Connection) -> list[PrivacyRow]:
    """Open ones first, by the day on which they are due."""
    return [_row(*row) for row in ledger.execute(f"{_SELECT} ORDER BY settled_at IS NOT NULL, at, id")]


def open_requests(ledger: sqlite3.Connection) -> list[PrivacyRow]:
    return [_row(*row) for row in ledger.execute(f"{_SELECT} WHERE settled_at IS NULL ORDER BY at, id")]


def _row(
    number: int, at: int, site: str, source: str, wish: Wish, theirs: str, kinds: str, held: str, settled_at: int | None
) -> PrivacyRow:
    came = from_micros(at)
    return PrivacyRow(
        id=number,
        at=came,
        due_at=came + TIME_ALLOWED,
        site=site,
        source=source,
        wish=wish,
        number=theirs,
        kinds=msgspec.json.decode(kinds, type=tuple[str, ...]),
        held=msgspec.json.decode(held, type=Held),
        settled_at=None if settled_at is None else from_micros(settled_at),
    )
