"""One conversion from receipt to the destination's answer."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

import msgspec

from tandem.event.model import ActionSource, Ads, Source
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.kit.clock import from_micros
from tandem.kit.redact import redact_text
from tandem.ledger import key_numbers
from tandem.ledger.reports import events
from tandem.ledger.reports.destinations import Request, request
from tandem.ledger.reports.events import EventRow
from tandem.ledger.reports.fates import State
from tandem.ledger.reports.recovered import BrowserLegs
from tandem.ledger.reports.replays import TracedReplay, replays_of

_FACTS = "SELECT event_time, action_source, body IS NULL FROM conversion WHERE id = ?"

_ARRIVALS = """
SELECT entry, source, received_at, ads, signal, keys, dropped FROM arrival WHERE conversion = ? ORDER BY entry
"""

_FATES = """
SELECT o.destination, o.fate, o.state = 'dead', o.due_at, o.deadline, o.attempts, o.omitted, o.reason, o.detail,
    o.settled_at, l.owner IS NOT NULL, w.until, p.cause, c.ads
FROM outbox o JOIN conversion c ON c.id = o.conversion
LEFT JOIN lease l ON l.destination = o.destination AND l.conversion = o.conversion
LEFT JOIN order_wait w ON w.conversion = o.conversion
LEFT JOIN pause p ON p.destination = o.destination AND p.ended_at IS NULL
WHERE o.conversion = ? ORDER BY o.destination
"""

Waiting = Literal["in_flight", "order", "paused", "consent", "retry", "other_leg", "due"]
"""
Why it waits: it is being sent just now; for the word of its order's truth; nothing is sent to the destination; for the
visitor's answer; for the next try; for its other leg; it does not, and is next.
"""

_REQUESTS = """
SELECT r.destination, r.version, r.id, r.sent_at, r.took, r.events, r.status, r.verdict, r.answer
FROM attempt a JOIN request r ON r.id = a.request WHERE a.conversion = ? ORDER BY r.id
"""


class TracedArrival(msgspec.Struct, frozen=True, kw_only=True):
    """One message. The first made the conversion; each later one was merged into it."""

    entry: int
    """Its number in the journal."""
    source: Source
    received_at: datetime
    ads: Ads
    signal: str
    """Who reported the consent: manual, gpc, the name of a banner. Empty: nobody."""
    keys: tuple[str, ...]
    """Names of the identifiers it brought. Their values are kept hashed, and never shown."""
    dropped: tuple[Unusable, ...]
    """Values that could not be used: which, why, and how to mend them."""


class TracedFate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it at one destination."""

    destination: str
    state: State
    dead: bool
    """Refused for what is in it: its event is kept, so that it can be mended and sent again."""
    due_at: datetime
    """When it is, or was, to be sent next."""
    deadline: datetime
    """From when on the destination takes it no more."""
    attempts: int
    omitted: tuple[Unusable, ...]
    """Keys that the destination objected to, and that it was then sent without."""
    reason: Reason | None
    detail: str | None
    settled_at: datetime | None
    waits_for: Waiting | None
    """None when it has met its fate."""


class TracedRequest(msgspec.Struct, frozen=True):
    """One request that carried it."""

    destination: str
    request: Request
    version: str
    """Of the destination's API; empty where it was not yet written down."""


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    event: EventRow
    event_time: datetime
    action_source: ActionSource
    """Where it happened, in Meta's words."""
    erased: bool
    """Address, browser and identifiers are gone: nobody is owed the event any more."""
    arrivals: tuple[TracedArrival, ...]
    fates: tuple[TracedFate, ...]
    requests: tuple[TracedRequest, ...]
    replays: tuple[TracedReplay, ...]


def trace(ledger: sqlite3.Connection, number: int, now: datetime, browser_legs: BrowserLegs) -> Trace | None:
    """None when there is no such conversion."""
    event = events.event(ledger, number, now, browser_legs)
    if event is None:
        return None
    event_time, action_source, erased = ledger.execute(_FACTS, (number,)).fetchone()
    return Trace(
        event=event,
        event_time=from_micros(event_time),
        action_source=action_source,
        erased=bool(erased),
        arrivals=tuple(_arrival(*row) for row in ledger.execute(_ARRIVALS, (number,))),
        fates=tuple(_fate(*row, now=now) for row in ledger.execute(_FATES, (number,))),
        requests=tuple(
            TracedRequest(destination, request(*row), version)
            for destination, version, *row in ledger.execute(_REQUESTS, (number,))
        ),
        replays=replays_of(ledger, number),
    )


def _arrival(
    entry: int, source: Source, received_at: int, ads: Ads, signal: str, keys: str, dropped: str
) -> TracedArrival:
    return TracedArrival(
        entry=entry,
        source=source,
        received_at=from_micros(received_at),
        ads=ads,
        signal=signal,
        keys=key_numbers.read(keys),
        dropped=msgspec.json.decode(dropped, type=tuple[Unusable, ...]),
    )


def _fate(
    destination: str,
    state: State,
    dead: int,
    due_at: int,
    deadline: int,
    attempts: int,
    omitted: str,
    reason: str | None,
    detail: str | None,
    settled_at: int | None,
    in_flight: int,
    order_until: int | None,
    paused: str | None,
    ads: Ads,
    *,
    now: datetime,
) -> TracedFate:
    return TracedFate(
        destination=destination,
        state=state,
        dead=bool(dead),
        due_at=from_micros(due_at),
        deadline=from_micros(deadline),
        attempts=attempts,
        omitted=msgspec.json.decode(omitted, type=tuple[Unusable, ...]),
        reason=None if reason is None else Reason(reason),
        detail=None if detail is None else redact_text(detail),
        settled_at=None if settled_at is None else from_micros(settled_at),
        waits_for=_waits_for(in_flight, order_until, paused, ads, attempts, from_micros(due_at) > now)
        if settled_at is None
        else None,
    )


def _waits_for(
    in_flight: int, order_until: int | None, paused: str | None, ads: Ads, attempts: int, is_early: bool
) -> Waiting:
    """The first that holds; what is to come first stands first."""
    if in_flight:
        return "in_flight"
    if order_until is not None:
        return "order"
    if paused is not None:
        return "paused"
    if not is_early:
        return "due"
    if attempts:
        return "retry"
    return "consent" if ads == "unknown" else "other_leg"
