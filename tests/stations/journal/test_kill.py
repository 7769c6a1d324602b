"""`kill -9` at any moment: every record that was acknowledged is there, whole and in order."""

from __future__ import annotations

import random
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tandem.journal.reader import SqliteJournalReader
from tandem.journal.sqlite import SqliteJournal

ROUNDS = 6

WRITER = """
import asyncio, sys
from pathlib import Path
from tandem.journal.sqlite import SqliteJournal

async def send(journal, sender, first):
    for number in range(first, 10**9):
        await journal.append([b"%d %d a" % (sender, number), b"%d %d b" % (sender, number)])
        sys.stdout.write(f"{sender} {number}\\\\n")
        sys.stdout.flush()

async def main():
    journal = SqliteJournal(Path(sys.argv[1]))
    await asyncio.gather(*(send(journal, sender, int(sys.argv[2])) for sender in range(8)))

asyncio.run(main())
""".replace("\\\\n", "\\n")

TIGHT = """
import asyncio, resource, sys
from pathlib import Path
from tandem.event.errors import NotDurable
from tandem.journal.sqlite import SqliteJournal

async def main():
    journal = SqliteJournal(Path(sys.argv[1]))
    await journal.append([b"before"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    acked = 0
    try:
        while True:
            await journal.append([b"x" * 9_000])
            acked += 1
    except NotDurable as problem:
        print(f"no: {problem}", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await journal.append([b"after"])
    print(acked, flush=True)
    journal.close()

asyncio.run(main())
"""


def _write_and_kill(path: Path, first: int) -> set[tuple[int, int]]:
    """One life of a writer; returns what it acknowledged."""
    command = [sys.executable, "-c", WRITER, str(path), str(first)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert writer.stdout
    told = writer.stdout.readline()
    time.sleep(random.random() / 5)
    writer.kill()
    told += writer.communicate()[0]
    lines = told.split(b"\n")[:-1]  # a line that was cut off was not heard
    return {(int(sender), int(number)) for sender, number in (line.split() for line in lines)}


def _records(path: Path) -> list[tuple[int, int, bytes]]:
    with closing(SqliteJournalReader(path)) as reader:
        split = [record.body.split() for record in reader.after(0, 10_000_000)]
    return [(int(sender), int(number), part) for sender, number, part in split]


def test_kill_9_loses_nothing_that_was_acknowledged_and_tears_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    acked: set[tuple[int, int]] = set()
    for round_ in range(ROUNDS):
        acked |= _write_and_kill(path, round_ * 1_000_000)
        SqliteJournal(path).close()
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    records = _records(path)
    whole = {(sender, number) for sender, number, part in records if part == b"b"}
    assert len(acked) >= ROUNDS
    assert acked <= whole
    assert {(sender, number) for sender, number, part in records if part == b"a"} == whole
    for sender in range(8):
        mine = [(number, part) for each, number, part in records if each == sender]
        assert mine == sorted(mine)


def test_a_disk_that_fills_up_costs_a_no_and_room_brings_back_the_yes(tmp_path: Path) -> None:
    """A limit on the file's size stands in for the disk: the write itself fails, also in the middle of a COMMIT."""
    if resource.getrlimit(resource.RLIMIT_FSIZE)[1] != resource.RLIM_INFINITY:
        pytest.skip("the size of files is limited here already")
    path = tmp_path / "journal.db"
    done = subprocess.run([sys.executable, "-c", TIGHT, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    no, acked = done.stdout.splitlines()
    assert no.startswith("no: the journal cannot be written: ")
    with closing(SqliteJournalReader(path)) as reader:
        kept = [record.body for record in reader.after(0, 10_000)]
    assert (kept[0], kept[-1]) == (b"before", b"after")
    assert kept.count(b"x" * 9_000) == int(acked)
