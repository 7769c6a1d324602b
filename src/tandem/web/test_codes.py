"""Test event codes as the dashboard warns of them: which, since when, until when, and how to end it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from tandem.kit.redact import redact_text
from tandem.ledger.reports.test_codes import CodeInUse, codes_in_use

Named = Collection[tuple[str, str]]
"""Destination and code, for each code that the settings name."""

QUIET = timedelta(hours=1)
"""A sender's code whose time is over, and that nobody used for so long, is warned of no more."""

IN_SETTINGS = "Empty `test-event-code` of this dataset in tandem.toml and start Tandem again."
BY_SENDER = "Take `test_event_code` out of what is posted to the Graph-shaped door; no setting names it."


class CodeWarning(msgspec.Struct, frozen=True, kw_only=True):
    """A code in use. While `sent`, its events stand in Meta's Test Events tab, and Meta counts them all the same."""

    destination: str
    code: str
    begun_at: datetime
    used_at: datetime
    """When an event last came to be sent under it."""
    ends_at: datetime
    """When its time is over: it is not sent any more, its events still are."""
    sent: bool
    in_settings: bool
    """Whether tandem.toml names it; else a sender does."""
    cure: str


def warnings(ledger: sqlite3.Connection, now: datetime, named: Named) -> tuple[CodeWarning, ...]:
    found = [_warning(code, (code.destination, code.code) in named) for code in codes_in_use(ledger, now)]
    return tuple(each for each in found if each.in_settings or each.sent or now - each.used_at < QUIET)


def _warning(use: CodeInUse, in_settings: bool) -> CodeWarning:
    return CodeWarning(
        destination=use.destination,
        code=redact_text(use.code),
        begun_at=use.begun_at,
        used_at=use.used_at,
        ends_at=use.ends_at,
        sent=use.is_sent,
        in_settings=in_settings,
        cure=IN_SETTINGS if in_settings else BY_SENDER,
    )
