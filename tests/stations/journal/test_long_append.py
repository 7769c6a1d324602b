"""More records than fit in one statement."""

from __future__ import annotations

from pathlib import Path

from tandem.journal.reader import SqliteJournalReader
from tandem.journal.sqlite import ROWS_LIMIT, SqliteJournal


async def test_a_long_append_is_kept_whole_and_in_order(tmp_path: Path) -> None:
    """A backend's list of a thousand events and more comes back as it was handed over."""
    path = tmp_path / "journal.db"
    bodies = [str(number).encode() for number in range(2 * ROWS_LIMIT + 1)]
    journal = SqliteJournal(path)
    await journal.append(bodies)
    journal.close()

    reader = SqliteJournalReader(path)
    kept = reader.after(0, limit=len(bodies) + 1)
    reader.close()

    assert [record.body for record in kept] == bodies
    first = kept[0].id
    assert [record.id for record in kept] == list(range(first, first + len(bodies)))
