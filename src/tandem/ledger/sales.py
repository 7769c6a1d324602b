"""What each order is just now: one row, rewritten with each fact that is news."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import micros


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """An order by the policy of the event it may become."""

    site: str
    event_name: str
    order_id: str
    placed_at: datetime
    value: Decimal | None
    net: Decimal | None
    currency: str | None
    state: Literal["due", "open", "withheld"]
    reason: Reason | None = None


class Sales:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def note(self, sale: Sale) -> None:
        row = (
            sale.site,
            sale.event_name,
            sale.order_id,
            micros(sale.placed_at),
            plain(sale.value),
            plain(sale.net),
            sale.currency,
            sale.state,
            sale.reason,
        )
        self._sql.execute("INSERT OR REPLACE INTO sale VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def drop(self, site: str, event_name: str, order_id: str) -> None:
        """With what was told since, the order is not this event's. What was sent of it stays in the books."""
        sql = "DELETE FROM sale WHERE site = ? AND event_name = ? AND order_id = ?"
        self._sql.execute(sql, (site, event_name, order_id))


def plain(amount: Decimal | None) -> str | None:
    """As digits, however it was written: 119.00 and 119 are one amount."""
    if amount is None:
        return None
    return format(amount.normalize(), "f") if amount else "0"
