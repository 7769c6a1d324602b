"""
The system of record: orders as the shop's own books have them. From what sources told the gateway, from a file, or from
a query; put beside the ledger in a file that is thrown away afterwards, so that a million orders need little memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec

from tandem.kit.clock import micros
from tandem.ledger.sales import plain

BITE = 5_000
"""Orders written at a time."""

Tick = Callable[[str, int, int | None], None]
"""Told of progress: what is done to the orders (`read`, `compared`), how many so far, and of how many, if known."""


class RecordedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One order of the shop's books."""

    order_id: str
    placed_at: datetime
    value: Decimal | None = None
    currency: str | None = None
    state: str = "due"
    """`open` and `withheld` are none of our debts: the shop itself does not call them sales yet, or at all."""
    reason: str | None = None


SCHEMA = """
CREATE TABLE record (
    order_id TEXT NOT NULL UNIQUE, placed_at INTEGER NOT NULL, value TEXT, currency TEXT, state TEXT NOT NULL,
    reason TEXT)
"""

FROM_LEDGER = """
INSERT INTO record SELECT order_id, placed_at, value, currency, state, reason FROM books.sale
WHERE site = ? AND event_name = ? AND placed_at >= ? AND placed_at < ?
"""


def fill(connection: sqlite3.Connection, orders: Iterable[RecordedOrder], tick: Tick) -> int:
    """Write the orders; of two under one number the last. Returns how many were read."""
    read = 0
    rows = map(_row, orders)
    while bite := list(islice(rows, BITE)):
        connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)", bite)
        read += len(bite)
        tick("read", read, None)
    return read


def fill_from_ledger(
    connection: sqlite3.Connection, site: str, event_name: str, window: tuple[int, int], tick: Tick
) -> int:
    """What the sources told: the ledger's own table of sales."""
    read = connection.execute(FROM_LEDGER, (site, event_name, *window)).rowcount
    tick("read", read, None)
    return read


def _row(order: RecordedOrder) -> tuple[Any, ...]:
    value = plain(order.value)
    return (order.order_id, micros(order.placed_at), value, order.currency, order.state, order.reason)


def within(orders: Iterable[RecordedOrder], window: tuple[int, int]) -> Iterator[RecordedOrder]:
    """Those placed in the window, in Unix microseconds; its end is not in it."""
    first, last = window
    return (order for order in orders if first <= micros(order.placed_at) < last)
