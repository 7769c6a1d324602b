"""A system of record as a table: a CSV file, or a query of a database. Read row by row, however long it is."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tandem.insights.reconcile.record import RecordedOrder
from tandem.kit.clock import from_seconds
from tandem.kit.sql import connect_readonly

COLUMNS = ("order_id", "placed_at", "value", "currency")


class BadTable(ValueError):
    """The table cannot be read; the text says which row, which column, and how to mend it."""


def csv_orders(path: Path, names: Mapping[str, str], delimiter: str = ",") -> Iterator[RecordedOrder]:
    """A file with a head line, in UTF-8. `names`: our column → the file's. Raises `BadTable`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        yield from orders_of(reader, names, reader.fieldnames or [])


def sqlite_orders(path: Path, query: str, names: Mapping[str, str]) -> Iterator[RecordedOrder]:
    """The rows of a query to an SQLite file, which is only read. Raises `BadTable`."""
    with closing(connect_readonly(path)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            found = connection.execute(query)
        except sqlite3.Error as error:
            raise BadTable(f"the query does not work: {error}") from None
        columns = [column for column, *_ in found.description or ()]
        yield from orders_of(map(dict, found), names, columns)


def orders_of(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, str], columns: Iterable[str]
) -> Iterator[RecordedOrder]:
    """Raises `BadTable` at the first row that cannot be read."""
    wanted = {ours: names.get(ours, ours) for ours in COLUMNS}
    there = list(columns)
    for ours, theirs in wanted.items():
        if theirs not in there:
            choice = ", ".join(there) or "none"
            raise BadTable(f"there is no column {theirs}; there are {choice}. Name it: --map {ours}=COLUMN")
    for number, row in enumerate(rows, 1):
        yield _order({ours: row[theirs] for ours, theirs in wanted.items()}, number)


def _order(row: Mapping[str, Any], number: int) -> RecordedOrder:
    order_id = str(row["order_id"] or "").strip()
    if not order_id:
        raise BadTable(f"row {number}: order_id is empty")
    return RecordedOrder(
        order_id=order_id,
        placed_at=_moment(row["placed_at"], number),
        value=_amount(row["value"], number),
        currency=str(row["currency"] or "").strip().upper() or None,
    )


def _moment(given: Any, number: int) -> datetime:
    text = str(given).strip()
    try:
        moment = from_seconds(int(text)) if text.isdigit() else datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise BadTable(f"row {number}: placed_at is neither ISO 8601 (2026-11-22T10:30:00Z) nor Unix seconds") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _amount(given: Any, number: int) -> Decimal | None:
    text = str("" if given is None else given).strip()
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        amount = Decimal("nan")
    if amount is not None and not amount.is_finite():
        raise BadTable(f"row {number}: value is no amount such as 49.90")
    return amount
