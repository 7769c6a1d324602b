"""Which identifiers the delivered events carried, and what a destination says of how well they match people."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from tandem.event.person import Unusable
from tandem.kit.clock import from_micros, micros
from tandem.kit.redact import redact_text
from tandem.ledger import key_numbers

_TOLD = """
(SELECT group_concat(keys) FROM (
    SELECT DISTINCT a.keys FROM arrival a WHERE a.conversion = c.id AND a.received_at <= {until} ORDER BY a.keys))
"""
"""The lists of identifiers that came before the event went out: a later message has nothing to add to any more."""

_DELIVERED = """
SELECT destination, event_name, told, omitted, count(*) FROM (
    SELECT o.destination, c.event_name, {told} AS told, o.omitted
    FROM (
        SELECT id, event_name, action_source FROM conversion WHERE received_at >= :since
        ORDER BY received_at DESC LIMIT :limit
    ) c
    JOIN outbox o ON o.conversion = c.id WHERE o.state = 'delivered' AND c.action_source = 'website'
) GROUP BY destination, event_name, told, omitted
""".replace("{told}", _TOLD.replace("{until}", "o.settled_at"))

_MORE = "SELECT 1 FROM conversion WHERE received_at >= :since LIMIT 1 OFFSET :limit"

_ONE = """
SELECT {told}, o.omitted FROM conversion c JOIN outbox o ON o.conversion = c.id
WHERE c.id = :number AND c.action_source = 'website'
    AND o.fate IN ('waiting', 'delivered') AND o.destination LIKE :platform || ':%'
ORDER BY o.destination LIMIT 1
""".replace("{told}", _TOLD.replace("{until}", "coalesce(o.settled_at, :now)"))

_ANSWERS = """
SELECT asked_at, answered_at, problem,
    (SELECT json_group_object(event_name, score) FROM quality_score s WHERE s.destination = a.destination)
FROM quality_asked a WHERE destination = ?
"""

Keys = frozenset[str]
Names = dict[tuple[str, str], dict[Keys, int]]
"""By destination and event name: how many delivered events of web sites carried exactly these identifiers."""


class Delivered(msgspec.Struct, frozen=True):
    """`whole`: no conversion of the window had to be left out."""

    names: Names
    whole: bool


class QualityAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a destination said when it was asked."""

    destination: str
    asked_at: datetime
    """The last time, answered or not."""
    answered_at: datetime | None
    """When it told `scores`; None: never yet."""
    problem: str
    """Why it told nothing the last time; empty when it answered."""
    scores: dict[str, float]
    """By event name, 0 to 10."""


def delivered_keys(ledger: sqlite3.Connection, since: datetime, limit: int) -> Delivered:
    """Of the newest `limit` conversions since then: what bounds the cost is `limit`, not the ledger."""
    asked = {"since": micros(since), "limit": limit}
    names: Names = {}
    for destination, name, told, omitted, number in ledger.execute(_DELIVERED, asked):
        kinds = names.setdefault((destination, name), {})
        keys = _keys(told, omitted)
        kinds[keys] = kinds.get(keys, 0) + number
    return Delivered(names, ledger.execute(_MORE, asked).fetchone() is None)


def event_keys(ledger: sqlite3.Connection, number: int, platform: str, now: datetime) -> Keys | None:
    """What one event carried, or will; None when it does not go to this platform, or is not of a web site."""
    row = ledger.execute(_ONE, {"number": number, "platform": platform, "now": micros(now)}).fetchone()
    return None if row is None else _keys(*row)


def answer(ledger: sqlite3.Connection, destination: str) -> QualityAnswer | None:
    """None when it was never asked."""
    row = ledger.execute(_ANSWERS, (destination,)).fetchone()
    if row is None:
        return None
    asked, answered, problem, scores = row
    return QualityAnswer(
        destination=destination,
        asked_at=from_micros(asked),
        answered_at=None if answered is None else from_micros(answered),
        problem=redact_text(problem),
        scores=msgspec.json.decode(scores, type=dict[str, float]),
    )


def _keys(told: str | None, omitted: str) -> Keys:
    """What the messages brought, without what the destination objected to and was not sent again."""
    left_out = {each.key for each in msgspec.json.decode(omitted, type=tuple[Unusable, ...])}
    return frozenset(key_numbers.read(told or "")) - left_out
