"""`tandem reconcile`, as an owner runs it: a real ledger, the shop's list as a file or a database, a real process."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.books import open_books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event

SETTINGS = """
[[site]]
name = "shop"
origins = ["https://www.example.com"]
[[site.meta]]
dataset-id = "1234567890"
token = "a-token-for-tests"
"""

ORDERS = "order_id,placed_at,value,currency\n1001,2026-11-22T12:00:00Z,49.90,EUR\n1002,1795348800,20.00,EUR\n"
"""1795348800 is 2026-11-22 12:00:00 UTC: `date -u -d @1795348800`."""


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    (tmp_path / "tandem.toml").write_text(SETTINGS)
    with open_books(tmp_path / "data") as books:
        await books.post(event(custom_data={"order_id": "1001", "value": Decimal("49.90"), "currency": "EUR"}))
        with books.ledger.turn():
            books.ledger.outbox.deliver(DESTINATION, [1], NOON)
    (tmp_path / "orders.csv").write_text(ORDERS)
    return tmp_path


def tandem(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tandem", "reconcile", "--from", "2026-11-22", "--to", "2026-11-22", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_a_lost_order_is_named_and_the_command_fails(folder: Path) -> None:
    """So that a nightly job notices."""
    done = tandem(folder, "--orders", "orders.csv")
    assert done.returncode == 1, done.stderr
    assert "1002" in done.stdout
    assert "never_told" in done.stdout
    assert (
        "2026-11-22  meta:1234567890               2         1         0         0         0         1" in done.stdout
    )


async def test_machines_are_told_the_same(folder: Path) -> None:
    told = json.loads(tandem(folder, "--orders", "orders.csv", "--json").stdout)
    assert (told["orders"], told["adds_up"]) == (2, False)
    assert [(each["order_id"], each["cause"]) for each in told["differences"]] == [("1002", "never_told")]


async def test_a_shops_own_database_is_asked(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "shop.db")) as shop:
        shop.execute("CREATE TABLE sales (nr TEXT, bought TEXT, total NUMERIC, cur TEXT)")
        shop.execute("INSERT INTO sales VALUES ('1001', '2026-11-22 12:00:00', 49.9, 'EUR')")
        shop.commit()
    query = "SELECT nr, bought, total, cur FROM sales"
    names = ["--map", "order_id=nr", "--map", "placed_at=bought", "--map", "value=total", "--map", "currency=cur"]
    done = tandem(folder, "--sql", "shop.db", "--query", query, *names)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "All 1 orders add up."), done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--orders", "nowhere.csv"], "there is no file nowhere.csv"),
        (["--orders", "orders.csv", "--map", "value=brutto"], "there is no column brutto; there are order_id"),
        (["--sql", "orders.csv"], "--sql needs --query"),
        ([], "shop has no source that knows its orders: name the shop's own list, --orders or --sql"),
        (["--site", "bikes"], "name the site: --site shop"),
    ],
)
async def test_a_mistake_is_told_with_its_cure(folder: Path, words: list[str], said: str) -> None:
    done = tandem(folder, *words)
    assert done.returncode != 0
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
