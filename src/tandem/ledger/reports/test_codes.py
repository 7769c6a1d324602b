"""Which test event codes are in use, and until when: what the dashboard's banner warns of."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.kit.clock import from_micros, micros
from tandem.ledger.trial import REST

_SQL = """
SELECT destination, code, begun_at, used_at, ends_at FROM test_code WHERE used_at > ? ORDER BY destination, code
"""


class CodeInUse(msgspec.Struct, frozen=True, kw_only=True):
    """A code that somebody sets. Until `ends_at` it is sent, and its events stand in Meta's Test Events tab as well."""

    destination: str
    code: str
    begun_at: datetime
    used_at: datetime
    ends_at: datetime
    is_sent: bool


def codes_in_use(ledger: sqlite3.Connection, now: datetime) -> tuple[CodeInUse, ...]:
    """Those that were used within a day, sent or, after their time, no longer sent."""
    return tuple(
        CodeInUse(
            destination=destination,
            code=code,
            begun_at=from_micros(begun),
            used_at=from_micros(used),
            ends_at=from_micros(ends),
            is_sent=micros(now) < ends,
        )
        for destination, code, begun, used, ends in ledger.execute(_SQL, (micros(now - REST),))
    )
