"""What is there to be judged afterwards: the gateway's books, and Meta's diary."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from tandem.kit.sql import connect_readonly
from tandem.ledger.reports.balance import Balance, balance
from torture.senders import Key


class Receipt(msgspec.Struct, frozen=True):
    """
    One request that Meta took, by the monotonic clock: it came at `since`, its events were counted at `at`, and its
    answer had gone out at `answered`; None when nobody was answered.
    """

    since: float
    at: float
    events: tuple[Key, ...]
    answered: float | None = None


class Fate(msgspec.Struct, frozen=True):
    state: str
    reason: str | None
    heard: int
    """How many requests with this event the gateway knows to have been taken."""


class Books(msgspec.Struct, frozen=True):
    """The gateway's own account of itself."""

    fates: dict[Key, Fate]
    balance: Balance
    damage: tuple[str, ...]
    set_aside: int


class _Line(msgspec.Struct, frozen=True):
    """Of the diary: a request that was taken, or that it was answered."""

    request: int
    since: float = 0.0
    at: float = 0.0
    events: tuple[Key, ...] = ()
    answered: float | None = None


_lines = msgspec.json.Decoder(_Line)


def receipts(diary: Path) -> list[Receipt]:
    """In the order in which Meta took them, over all of its lives."""
    return sorted((each for file in diary.glob("*.jsonl") for each in _of_one_life(file)), key=lambda each: each.at)


def _of_one_life(file: Path) -> Iterator[Receipt]:
    lines = [_lines.decode(line) for line in file.read_bytes().split(b"\n")[:-1]]
    answered = {line.request: line.answered for line in lines if line.answered is not None}
    for line in lines:
        if line.answered is None:
            yield Receipt(line.since, line.at, line.events, answered.get(line.request))


def is_drained(data: Path) -> bool:
    """Whether everything in the journal is settled, and everything that is owed has its fate."""
    try:
        with closing(connect_readonly(data / "ledger.db")) as ledger:
            (bookmark,) = ledger.execute("SELECT entry FROM bookmark").fetchone()
            (owed,) = ledger.execute(_OWED).fetchone()
        with closing(connect_readonly(data / "journal.db")) as journal:
            (rest,) = journal.execute("SELECT count(*) FROM entry WHERE id > ?", (bookmark,)).fetchone()
    except sqlite3.OperationalError:
        return False
    return not owed and not rest


def read_books(data: Path) -> Books:
    with closing(connect_readonly(data / "ledger.db")) as ledger:
        fates = {(name, event_id): Fate(*told) for name, event_id, *told in ledger.execute(_FATES)}
        (aside,) = ledger.execute("SELECT count(*) FROM set_aside").fetchone()
        told = balance(ledger)
    return Books(fates, told, tuple(_damage(data)), aside)


def _damage(data: Path) -> Iterator[str]:
    for name in ("journal.db", "ledger.db"):
        with closing(connect_readonly(data / name)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            yield f"{name}: {said}"


_OWED = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'in_flight')"

_FATES = """
SELECT c.event_name, c.event_id, o.state, o.reason,
    (SELECT count(*) FROM attempt a JOIN request r ON r.id = a.request
     WHERE a.conversion = c.id AND r.verdict = 'delivered')
FROM conversion c JOIN outbox o ON o.conversion = c.id
"""
