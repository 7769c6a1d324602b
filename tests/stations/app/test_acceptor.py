"""The acceptor as a process: what it acknowledged outlives it, and what it cannot do it says."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tandem.app import acceptor, chores, paths
from tandem.kit.lock import LockedElsewhere
from tandem.ledger.sqlite import SqliteLedger
from tests.support.acceptor import free_port, running_acceptor
from tests.support.events import event
from tests.support.settings import loaded, settings

LEAD = {"event_name": "Lead", "event_id": "1"}


def test_what_was_acknowledged_is_there_when_it_starts_again(tmp_path: Path) -> None:
    for number in range(3):
        with running_acceptor(tmp_path / "data") as running:
            assert running.post_backend({**LEAD, "event_id": str(number)}).status == 202
            kept = [entry["event"]["event_id"] for entry in running.journalled()]
            assert kept == [str(each) for each in range(number + 1)]


async def test_a_second_acceptor_on_the_same_data_is_refused(tmp_path: Path) -> None:
    with running_acceptor(tmp_path / "data"), pytest.raises(LockedElsewhere, match="stop the other Tandem"):
        await acceptor.run(loaded(settings(port=free_port()), tmp_path / "data"), asyncio.Event())


def test_refusals_counted_within_the_last_second_are_written_at_the_end(tmp_path: Path) -> None:
    with running_acceptor(tmp_path / "data") as running:
        running.post_backend({})
    assert [entry["kind"] for entry in running.journalled()] == ["refusals"]


def test_a_journal_that_fails_at_the_end_does_not_keep_the_acceptor_from_stopping(tmp_path: Path) -> None:
    with running_acceptor(tmp_path / "data") as running:
        running.post_backend({})
        running.break_journal()
    with closing(sqlite3.connect(tmp_path / "data" / "journal.db")) as connection:
        connection.execute("ALTER TABLE gone RENAME TO entry")
    with running_acceptor(tmp_path / "data") as running:
        assert running.post_backend(LEAD).status == 202


async def test_how_far_the_books_are_is_read_without_disturbing_them(tmp_path: Path) -> None:
    """Nothing is forgotten of what no ledger has settled, nor where there is no ledger yet."""
    assert chores.bookmark(paths.ledger(tmp_path)) == 0
    ledger = SqliteLedger(paths.ledger(tmp_path))
    with ledger.turn():
        ledger.conversions.open(event(), {})
        ledger.move_bookmark(7)
    assert chores.bookmark(paths.ledger(tmp_path)) == 7
    ledger.close()
