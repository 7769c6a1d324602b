"""How the asking of sources stands, so that a restart goes on where it was."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

import msgspec

from tandem.kit.clock import EPOCH, from_micros, micros

What = Literal["poll", "lookup"]


class Failing(msgspec.Struct, frozen=True):
    """Since when asking brings nothing, and what was said last."""

    since: datetime
    times: int
    problem: str
    denied: bool
    """Somebody must mend it: it will not come back by itself."""


class AskingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One source, asked."""

    source: str
    what: What
    bookmark: datetime | None
    """All that changed before is here."""
    asked_at: datetime | None
    answered_at: datetime | None
    """When it was last asked to the end."""
    next_at: datetime
    failing: Failing | None
    found: int
    """Rows that it named, ever; what it names again counts again."""
    refused: int
    """Rows of them that could not be used."""
    news: int
    """Facts and events that a poll brought and nobody had told before."""


class AskingBook:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def look(self, source: str, what: What) -> AskingRow:
        """How it stands; as never asked where nothing is known."""
        sql = f"{_SELECT} WHERE source = ? AND what = ?"
        row = self._sql.execute(sql, (source, what)).fetchone()
        return _row(*row) if row else _row(source, what, None, None, None, None, 0, 0, "", 0, 0, 0, 0)

    def came_to(self, source: str, moment: datetime, found: int, refused: int) -> None:
        """A page is in the journal: whoever takes over goes on from here."""
        self._enter(source, "poll")
        sql = (
            "UPDATE asking SET bookmark = max(coalesce(bookmark, 0), ?), found = found + ?, refused = refused + ?"
            " WHERE source = ? AND what = 'poll'"
        )
        self._sql.execute(sql, (micros(moment), found, refused, source))

    def found(self, source: str, what: What, found: int, refused: int) -> None:
        self._enter(source, what)
        sql = "UPDATE asking SET found = found + ?, refused = refused + ? WHERE source = ? AND what = ?"
        self._sql.execute(sql, (found, refused, source, what))

    def brought(self, source: str, *, is_news: bool) -> None:
        """What was settled came by asking this source, and is news or not. Nothing for what came by itself."""
        if source and is_news:
            self._sql.execute("UPDATE asking SET news = news + 1 WHERE source = ? AND what = 'poll'", (source,))

    def answered(self, source: str, what: What, now: datetime, next_at: datetime) -> None:
        """It was asked to the end, and nothing fails any more."""
        self._enter(source, what)
        sql = (
            "UPDATE asking SET asked_at = ?, answered_at = ?, next_at = ?, failing_since = NULL, failures = 0,"
            " denied = 0, problem = '' WHERE source = ? AND what = ?"
        )
        self._sql.execute(sql, (micros(now), micros(now), micros(next_at), source, what))

    def failed(self, source: str, what: What, problem: str, now: datetime, next_at: datetime, *, denied: bool) -> None:
        self._enter(source, what)
        sql = (
            "UPDATE asking SET asked_at = ?, next_at = ?, failing_since = coalesce(failing_since, ?),"
            " failures = failures + 1, denied = ?, problem = ? WHERE source = ? AND what = ?"
        )
        told = (micros(now), micros(next_at), micros(now), denied, problem, source, what)
        self._sql.execute(sql, told)

    def _enter(self, source: str, what: What) -> None:
        self._sql.execute("INSERT INTO asking (source, what) VALUES (?, ?) ON CONFLICT DO NOTHING", (source, what))


_SELECT = (
    "SELECT source, what, bookmark, asked_at, answered_at, failing_since, failures, denied, problem, next_at, found,"
    " refused, news FROM asking"
)


def asking_rows(ledger: sqlite3.Connection) -> tuple[AskingRow, ...]:
    """Every source that was ever asked."""
    return tuple(_row(*row) for row in ledger.execute(f"{_SELECT} ORDER BY source, what"))


def _row(
    source: str,
    what: What,
    bookmark: int | None,
    asked_at: int | None,
    answered_at: int | None,
    failing_since: int | None,
    failures: int,
    denied: int,
    problem: str,
    next_at: int,
    found: int,
    refused: int,
    news: int,
) -> AskingRow:
    failing = None
    if failing_since is not None:
        failing = Failing(from_micros(failing_since), failures, problem, bool(denied))
    return AskingRow(
        source=source,
        what=what,
        bookmark=_moment(bookmark),
        asked_at=_moment(asked_at),
        answered_at=_moment(answered_at),
        next_at=from_micros(next_at) if next_at else EPOCH,
        failing=failing,
        found=found,
        refused=refused,
        news=news,
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)
