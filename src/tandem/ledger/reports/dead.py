"""Dead letters: refused for what is in them, or by a bug of ours; kept so that they can be mended and sent again."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from itertools import takewhile

import msgspec

from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros
from tandem.kit.redact import redact_text

GROUPS = 200
"""The most kinds that are listed: the largest."""

WANTED = """
    AND (:destination IS NULL OR o.destination = :destination) AND (:reason IS NULL OR o.reason = :reason)
    AND (:event_name IS NULL OR c.event_name = :event_name) AND (:event_id IS NULL OR c.event_id = :event_id)
    AND (:since IS NULL OR c.received_at >= :since) AND (:until IS NULL OR c.received_at < :until)
    AND (:said IS NULL OR substr(o.detail, 1, length(:said)) = :said)
"""
"""A condition on `outbox AS o` and `conversion AS c`. Its parameters come from `Chosen.parameters`."""

_GROUPS = f"""
SELECT g.*, e.event_id FROM (
    SELECT o.destination, o.reason, c.event_name, o.detail, count(*) AS letters, min(c.received_at), min(o.deadline),
        sum(o.deadline >= :now), max(c.id) AS example
    FROM outbox o INDEXED BY outbox_dead JOIN conversion c ON c.id = o.conversion WHERE o.state = 'dead' {WANTED}
    GROUP BY o.destination, o.reason, c.event_name, o.detail ORDER BY letters DESC, o.destination LIMIT {GROUPS}
) g JOIN conversion e ON e.id = g.example ORDER BY g.letters DESC, g.destination
"""  # noqa: S608 - our own words


class Chosen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    Which dead letters: all that is given must hold. `since` and `until` are of their receipt; what was said of them
    begins with `said`.
    """

    destination: str | None = None
    reason: Reason | None = None
    event_name: str | None = None
    event_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    said: str | None = None

    def parameters(self) -> dict[str, str | int | None]:
        moments = {"since": self.since, "until": self.until}
        told = {name: None if at is None else micros(at) for name, at in moments.items()}
        return {**msgspec.structs.asdict(self), **told}


class DeadGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Dead letters that were refused in the same words."""

    destination: str
    reason: Reason
    event_name: str
    detail: str
    said: str
    """What they are chosen by: the detail, or its beginning where the rest is not shown."""
    count: int
    sendable: int
    """How many of them the destination would still take by their age."""
    oldest_received_at: datetime
    first_deadline: datetime
    """From when on the destination takes the first of them no more."""
    example: int
    """The number of the newest one in the ledger: its trace tells more."""
    example_event_id: str


def dead(ledger: sqlite3.Connection, chosen: Chosen, now: datetime) -> tuple[DeadGroup, ...]:
    """The largest group first."""
    return tuple(_group(*row) for row in ledger.execute(_GROUPS, {**chosen.parameters(), "now": micros(now)}))


def _group(
    destination: str,
    reason: str,
    event_name: str,
    detail: str | None,
    count: int,
    oldest: int,
    deadline: int,
    sendable: int,
    example: int,
    event_id: str,
) -> DeadGroup:
    shown = redact_text(detail or "")
    return DeadGroup(
        destination=destination,
        reason=Reason(reason),
        event_name=event_name,
        detail=shown,
        said=_as_far_as_equal(shown, detail or ""),
        count=count,
        sendable=sendable,
        oldest_received_at=from_micros(oldest),
        first_deadline=from_micros(deadline),
        example=example,
        example_event_id=event_id,
    )


def _as_far_as_equal(shown: str, detail: str) -> str:
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(shown, detail, strict=False)))
