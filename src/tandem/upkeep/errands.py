"""
Errands: what another process is asked to do, since each file has one writer. A small file of its own.

A command or the dashboard asks; the writer of the file it concerns takes the errand up between two turns, does it in
bites, and tells how far it is. An errand that a crash interrupts is taken up again by the next writer, so each must
bear being begun twice. Once done, what it asked for is overwritten: it may hold hashes of the person to be erased.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from tandem.kit.clock import micros
from tandem.kit.sql import connect, empty_log, migrate, transaction
from tandem.ledger.erasing import Person
from tandem.ledger.reports.dead import Chosen
from tandem.upkeep.erase import JournalErased
from tandem.upkeep.privacy import PrivacyAsked
from tandem.upkeep.progress import Progress
from tandem.upkeep.recipe import Recipe

REMEMBERED = timedelta(days=1)
"""How long an answer can be looked up."""

MIGRATIONS = (
    """
    CREATE TABLE errand (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        doer     TEXT    NOT NULL,
        asked_at INTEGER NOT NULL,
        state    TEXT    NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'done', 'failed')),
        body     BLOB,
        done     INTEGER NOT NULL DEFAULT 0,
        whole    INTEGER NOT NULL DEFAULT 0,
        answer   BLOB
    );
    CREATE INDEX errand_open ON errand (doer, id) WHERE state = 'asked'
    """,
)

Doer = Literal["worker", "acceptor"]


class Replay(msgspec.Struct, frozen=True, kw_only=True, tag="replay"):
    """Send dead letters again."""

    chosen: Chosen
    recipe: Recipe
    asked_by: str


class EraseJournal(msgspec.Struct, frozen=True, kw_only=True, tag="erase_journal"):
    """The acceptor's share of an erasure: the journal, and the visits that are carried on elsewhere."""

    person: Person
    request: PrivacyAsked | None = None
    """The person's own, through a shop or a CRM: then the worker is asked for its share when this one is done."""


class EraseLedger(msgspec.Struct, frozen=True, kw_only=True, tag="erase_ledger"):
    """The worker's share, which comes second: what was journalled before is settled or clean by then."""

    person: Person
    kinds: tuple[str, ...]
    journal: JournalErased
    asked_by: str
    request: PrivacyAsked | None = None


class Resume(msgspec.Struct, frozen=True, kw_only=True, tag="resume"):
    """Send to a destination again that stands still."""

    destination: str
    asked_by: str


class NotePrivacy(msgspec.Struct, frozen=True, kw_only=True, tag="note_privacy"):
    """Write down what a person asked through a shop or a CRM."""

    request: PrivacyAsked


class AnswerPrivacy(msgspec.Struct, frozen=True, kw_only=True, tag="answer_privacy"):
    """The operator has answered a request."""

    request: int


Errand = Replay | EraseJournal | EraseLedger | Resume | NotePrivacy | AnswerPrivacy

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(Errand).decode


class Standing(msgspec.Struct, frozen=True):
    """How an errand stands. `answer` is its report as JSON once it is done, the problem once it has failed."""

    state: Literal["asked", "done", "failed"]
    progress: Progress
    answer: bytes | None


class Errands:
    """Every call is a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self._sql = connect(path)
        migrate(self._sql, MIGRATIONS)

    def ask(self, doer: Doer, errand: Errand, now: datetime) -> int:
        """Returns its number."""
        with transaction(self._sql):
            self._sql.execute("DELETE FROM errand WHERE state <> 'asked' AND asked_at < ?", (micros(now - REMEMBERED),))
            sql = "INSERT INTO errand (doer, asked_at, body) VALUES (?, ?, ?)"
            return self._sql.execute(sql, (doer, micros(now), _encode(errand))).lastrowid or 0

    def see_to(self, request: PrivacyAsked, now: datetime) -> None:
        """
        Have a person's request noted and, where that is the wish, carried out. Whoever cannot be found by what was
        told is not said to be erased: that request stays open. On disk when this is left.
        """
        self.ask("worker", NotePrivacy(request=request), now)
        if request.wish == "erase" and request.kinds:
            self.ask("acceptor", EraseJournal(person=request.person, request=request), now)

    def next(self, doer: Doer) -> tuple[int, Errand] | None:
        """The oldest that nobody has done yet."""
        sql = "SELECT id, body FROM errand WHERE doer = ? AND state = 'asked' ORDER BY id LIMIT 1"
        row = self._sql.execute(sql, (doer,)).fetchone()
        return None if row is None else (row[0], _decode(row[1]))

    def tell(self, number: int, progress: Progress) -> None:
        sql = "UPDATE errand SET done = ?, whole = ? WHERE id = ?"
        self._sql.execute(sql, (progress.done, progress.whole, number))

    def finish(self, number: int, report: object) -> None:
        self._end(number, "done", _encode(report))

    def fail(self, number: int, problem: str) -> None:
        """`problem` names the kind of fault, never a value."""
        self._end(number, "failed", problem.encode())

    def withdraw(self, number: int) -> None:
        """Whoever asked has gone, and nobody has begun."""
        self._sql.execute("DELETE FROM errand WHERE id = ? AND state = 'asked' AND done = 0", (number,))

    def look(self, number: int) -> Standing | None:
        sql = "SELECT state, done, whole, answer FROM errand WHERE id = ?"
        row = self._sql.execute(sql, (number,)).fetchone()
        return None if row is None else Standing(row[0], Progress(row[1], row[2]), row[3])

    def flush(self) -> None:
        """What was asked for stands in no log any more."""
        empty_log(self._sql)

    def close(self) -> None:
        self._sql.close()

    def _end(self, number: int, state: str, answer: bytes) -> None:
        sql = "UPDATE errand SET state = ?, answer = ?, body = NULL WHERE id = ?"
        self._sql.execute(sql, (state, answer, number))
        self.flush()
