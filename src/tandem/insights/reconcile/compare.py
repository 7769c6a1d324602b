"""
Every order of the record meets its conversion, at each destination. The identity of each day is

    accepted + withheld + waiting + failed + missing = orders

in count and in value, and `missing` is what must be explained, order by order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from tandem.ledger.sales import plain

Fate = Literal["accepted", "withheld", "waiting", "failed", "missing", "unknown"]
"""`missing`: in the record, and nowhere with us. `unknown`: sent, and not in the record."""

Cause = Literal["never_told", "not_owed", "value_differs", "currency_differs", "not_in_record"]


class Line(msgspec.Struct, frozen=True):
    """One day at one destination, in one currency, with one fate and its reason."""

    day: str
    destination: str
    currency: str
    fate: Fate
    reason: str
    orders: int
    value: Decimal
    sent: Decimal
    """What the destination was told they are worth; of accepted ones alone."""


class Difference(msgspec.Struct, frozen=True):
    """One order that does not add up."""

    order_id: str
    day: str
    destination: str
    cause: Cause
    recorded: str
    told: str


MEETING = """
CREATE TEMP TABLE meeting AS
SELECT
    r.order_id, date(r.placed_at / 1000000, 'unixepoch') AS day, d.name AS destination,
    r.value, r.currency, plain(c.value) AS told, c.currency AS told_currency,
    CASE
        WHEN r.state <> 'due' AND c.id IS NULL THEN iif(r.state = 'withheld', 'withheld', 'waiting')
        WHEN c.id IS NULL OR o.state IS NULL THEN 'missing'
        WHEN o.state = 'delivered' THEN 'accepted'
        WHEN o.state = 'refused' THEN 'withheld'
        WHEN o.state = 'dead' THEN 'failed'
        ELSE 'waiting'
    END AS fate,
    CASE
        WHEN r.state <> 'due' AND c.id IS NULL THEN coalesce(r.reason, 'open')
        WHEN c.id IS NULL THEN 'never_told'
        WHEN o.state IS NULL THEN 'not_owed'
        ELSE coalesce(o.reason, '')
    END AS reason
FROM main.record r CROSS JOIN destinations d
LEFT JOIN books.conversion c ON c.id = (
    SELECT id FROM books.conversion
    WHERE site = :site AND order_id = r.order_id AND event_name = :event ORDER BY id LIMIT 1)
LEFT JOIN books.outbox o ON o.conversion = c.id AND o.destination = d.name
"""

STRANGERS = """
INSERT INTO meeting
SELECT
    coalesce(c.order_id, c.event_id), date(c.event_time / 1000000, 'unixepoch'), o.destination,
    NULL, NULL, plain(c.value), c.currency, 'unknown', 'not_in_record'
FROM books.conversion c JOIN books.outbox o ON o.conversion = c.id
WHERE c.site = :site AND c.event_name = :event AND o.state = 'delivered'
    AND c.event_time >= :first AND c.event_time < :last
    AND NOT EXISTS (SELECT 1 FROM main.record r WHERE r.order_id = c.order_id)
"""

LINES = """
SELECT day, destination, coalesce(currency, told_currency, ''), fate, reason, count(*), total_of(value), total_of(
    iif(fate IN ('accepted', 'unknown'), told, NULL))
FROM meeting GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""

DIFFERENCES = """
SELECT order_id, day, destination,
    CASE
        WHEN fate = 'missing' THEN reason
        WHEN fate = 'unknown' THEN 'not_in_record'
        WHEN currency <> told_currency THEN 'currency_differs'
        ELSE 'value_differs'
    END,
    trim(coalesce(value, '') || ' ' || coalesce(currency, '')),
    trim(coalesce(told, '') || ' ' || coalesce(told_currency, ''))
FROM meeting
WHERE fate IN ('missing', 'unknown') OR (fate = 'accepted' AND (currency <> told_currency OR value <> told))
ORDER BY day, order_id, destination
"""


class _Total:
    """A sum of exact amounts."""

    def __init__(self) -> None:
        self._sum = Decimal(0)

    def step(self, amount: str | None) -> None:
        if amount is not None:
            self._sum += Decimal(amount)

    def finalize(self) -> str:
        return plain(self._sum) or "0"


def teach(connection: sqlite3.Connection) -> None:
    """What the queries need beyond SQLite's own: exact amounts."""
    connection.create_aggregate("total_of", 1, _Total)  # type: ignore[arg-type]
    connection.create_function("plain", 1, _plain, deterministic=True)


def _plain(amount: str | None) -> str | None:
    return None if amount is None else plain(Decimal(amount))


def meet(
    connection: sqlite3.Connection, site: str, event_name: str, destinations: list[str], window: tuple[int, int]
) -> None:
    """Bring the record and the ledger (attached as `books`) together."""
    connection.execute("CREATE TEMP TABLE destinations (name TEXT)")
    connection.executemany("INSERT INTO destinations VALUES (?)", [(name,) for name in destinations])
    words = {"site": site, "event": event_name, "first": window[0], "last": window[1]}
    connection.execute(MEETING, words)
    connection.execute(STRANGERS, words)


def lines(connection: sqlite3.Connection) -> list[Line]:
    """By day, destination, currency, fate and reason."""
    return [
        Line(day, destination, currency, fate, reason, orders, Decimal(value), Decimal(sent))
        for day, destination, currency, fate, reason, orders, value, sent in connection.execute(LINES)
    ]


def differences(connection: sqlite3.Connection) -> Iterator[Difference]:
    """Each order that does not add up, with its cause."""
    return (Difference(*row) for row in connection.execute(DIFFERENCES))
