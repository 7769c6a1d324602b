"""A ledger of so many orders, and the shop's own list of them: 30 days, most delivered, a few of each difference."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tandem.kit.clock import micros
from tandem.kit.sql import connect, transaction
from tandem.ledger.sqlite import SqliteLedger

DATASET = "1234567890"
SETTINGS = f"""
[[site]]
name = "shop"
origins = ["https://www.example.com"]
[[site.meta]]
dataset-id = "{DATASET}"
token = "EMULATED-token-of-the-bench"
[[site.source]]
name = "bikes"
kind = "shopify"
secrets = ["s"]
"""

FIRST = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = 30

LOST, FOREIGN, DEAR = 10_000, 20_000, 50_000
"""Of so many orders one: was never told, was sent in another currency, was sent with another amount."""

NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :orders)"
PLACED = ":first + i * :step"

SALES = f"""
INSERT INTO sale {NUMBERS}
SELECT 'shop', 'Purchase', 'A-' || (1000000000 + i * 7919 % 1000003 * 1000 + i % 1000) || '-' || i, {PLACED},
    printf('%d.%02d', i % 500, i % 100), NULL, 'EUR', 'due', NULL FROM n
"""
"""Numbers in no order of time, as many shops have them: the hard case for whoever looks them up."""

CONVERSIONS = """
INSERT INTO conversion (
    site, event_name, event_id, event_time, received_at, order_id, value, currency, ads, pixel, owed)
SELECT site, event_name, 'order_' || order_id, placed_at, placed_at + 1000000, order_id,
    iif(i % :dear = 1, '1.00', value), iif(i % :foreign = 2, 'USD', currency), 'granted', 'loaded',
    json_array(:destination)
FROM (SELECT *, (placed_at - :first) / :step AS i FROM sale ORDER BY placed_at)
WHERE i % :lost <> 3
"""

OUTBOX = """
INSERT INTO outbox (conversion, destination, state, due_at, deadline, reason, settled_at)
SELECT id, :destination, iif(id % 20 = 7, 'refused', 'delivered'), received_at, received_at + 604800000000,
    iif(id % 20 = 7, 'no_consent', NULL), received_at + 1000000
FROM conversion
"""


def fill(folder: Path, orders: int) -> None:
    """Settings, ledger and `orders.csv` in this folder."""
    (folder / "tandem.toml").write_text(SETTINGS)
    (folder / "data").mkdir()
    ledger = folder / "data" / "ledger.db"
    SqliteLedger(ledger).close()
    words = {
        "orders": orders,
        "first": micros(FIRST),
        "step": timedelta(days=DAYS) // timedelta(microseconds=1) // (orders + 1),
        "destination": f"meta:{DATASET}",
        "lost": LOST,
        "foreign": FOREIGN,
        "dear": DEAR,
    }
    with closing(connect(ledger)) as connection:
        with transaction(connection):
            for statement in (SALES, CONVERSIONS, OUTBOX):
                connection.execute(statement, words)
        rows = connection.execute("SELECT order_id, placed_at / 1000000, value, currency FROM sale")
        with (folder / "orders.csv").open("w") as file:
            file.write("order_id,placed_at,value,currency\n")
            file.writelines(f"{','.join(map(str, row))}\n" for row in rows)


def differences(orders: int) -> int:
    """How many there are to be found, by counting."""
    return sum(len(range(place, orders + 1, every)) for every, place in ((LOST, 3), (FOREIGN, 2), (DEAR, 1)))
