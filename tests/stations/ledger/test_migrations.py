"""A ledger of an earlier Tandem is brought to the present form with all that it held."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.event import entry
from tandem.event.outcome import Reason
from tandem.kit.clock import micros
from tandem.kit.sql import connect, migrate
from tandem.ledger.reports.balance import balance, prove
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.sqlite import MIGRATIONS, SqliteLedger
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event

LEASES = next(number for number, step in enumerate(MIGRATIONS) if "CREATE TABLE lease " in step)
"""How many steps a ledger had before leases had a table of their own."""


@pytest.fixture
def second_form(tmp_path: Path) -> Path:
    """One event waits, one of a shop of stone waits, one was delivered, one was rejected; one is owed to nobody."""
    path = tmp_path / "ledger.db"
    with closing(connect(path)) as connection:
        migrate(connection, MIGRATIONS[:2])
        at = micros(NOON)
        for number, place in enumerate(("website", "physical_store", "website", "website", "website"), 1):
            body = None if number in (3, 4) else entry.to_json(event(action_source=place))
            connection.execute(
                "INSERT INTO conversion (id, site, event_name, event_id, event_time, received_at, ads, body)"
                " VALUES (?, 'shop', 'Purchase', ?, ?, ?, 'granted', ?)",
                (number, str(number), at, at, body),
            )
            connection.execute("INSERT INTO arrival VALUES (?, ?, 'tag', 0, 'granted', '', '[]', '[]')", (number,) * 2)
        connection.executemany(
            "INSERT INTO outbox (conversion, destination, state, due_at, reason, settled_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (1, DESTINATION, "waiting", at, None, None),
                (2, DESTINATION, "waiting", at, None, None),
                (3, DESTINATION, "delivered", at, None, at),
                (4, DESTINATION, "refused", at, Reason.REJECTED, at),
            ],
        )
    return path


def test_nothing_is_lost_on_the_way_and_the_books_still_balance(second_form: Path) -> None:
    SqliteLedger(second_form).close()
    with snapshot(second_form) as ledger:
        told = prove(ledger)
        assert balance(ledger) == told
        fates = ledger.execute("SELECT conversion, state, fate, reason FROM outbox").fetchall()
    assert told.balanced
    assert fates == [
        (1, "waiting", "waiting", None),
        (2, "waiting", "waiting", None),
        (3, "delivered", "delivered", None),
        (4, "refused", "refused", "rejected"),
    ]


def test_what_waited_knows_until_when_it_can_be_sent(second_form: Path) -> None:
    """Seven days, or sixty-two for what happened in a shop of stone."""
    SqliteLedger(second_form).close()
    with closing(sqlite3.connect(second_form)) as ledger:
        deadlines = ledger.execute("SELECT deadline FROM outbox WHERE conversion < 3").fetchall()
    assert deadlines == [(micros(NOON + timedelta(days=7)),), (micros(NOON + timedelta(days=62)),)]


def test_what_was_under_way_when_leases_moved_is_owed_as_before(tmp_path: Path) -> None:
    """A worker of the version before was killed in the middle of a sending: the new one sends the event again."""
    path = tmp_path / "ledger.db"
    with closing(connect(path)) as connection:
        migrate(connection, MIGRATIONS[:LEASES])
        connection.execute(
            "INSERT INTO conversion (id, site, event_name, event_id, event_time, received_at, ads, body)"
            " VALUES (1, 'shop', 'Lead', '1', 0, 0, 'granted', '{}')"
        )
        connection.execute(
            "INSERT INTO outbox (conversion, destination, state, due_at, deadline, owner, leased_until)"
            " VALUES (1, 'meta:1', 'in_flight', 0, 1, 'killed', 9)"
        )
    ledger = SqliteLedger(path)
    with ledger.turn():
        claimed = ledger.leases.claim("meta:1", NOON, 10, owner="next", until=NOON)
    ledger.close()
    assert [row.conversion for row in claimed] == [1]
