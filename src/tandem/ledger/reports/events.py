"""The conversions one by one, newest first."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

import msgspec

from tandem.event.model import Ads, PixelState, Source
from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros
from tandem.ledger.reports.fates import State
from tandem.ledger.reports.recovered import RECOVERED, BrowserLegs, parameters

_SELECT = """
SELECT
    c.id, c.received_at, c.site, c.event_name, c.event_id, c.order_id, c.value, c.currency, c.ads, c.pixel,
    (SELECT json_group_array(source) FROM (SELECT source FROM arrival WHERE conversion = c.id ORDER BY entry)),
    (SELECT json_group_array(json_object('destination', destination, 'state', fate, 'reason', reason))
     FROM (SELECT destination, fate, reason FROM outbox WHERE conversion = c.id ORDER BY destination)),
    {recovered} AS is_recovered
FROM conversion c
""".replace("{recovered}", RECOVERED)

_WANTED = """
WHERE (:before IS NULL OR c.id < :before)
    AND (:event_name IS NULL OR c.event_name = :event_name)
    AND (:text IS NULL OR instr(c.event_id, :text) OR instr(c.order_id, :text))
    AND (:pixel IS NULL OR coalesce(c.pixel, 'none') = :pixel)
    AND (:source IS NULL OR EXISTS (SELECT 1 FROM arrival a WHERE a.conversion = c.id AND a.source = :source))
    AND ((:fate IS NULL AND :reason IS NULL) OR EXISTS (
        SELECT 1 FROM outbox o WHERE o.conversion = c.id
        AND (:fate IS NULL OR o.fate = :fate) AND (:reason IS NULL OR o.reason = :reason)))
    AND (NOT :recovered OR is_recovered)
ORDER BY c.id DESC LIMIT :limit
"""

_ONE = _SELECT + "WHERE c.id = :id"

_NAMES = "SELECT DISTINCT event_name FROM conversion ORDER BY event_name"

_NUMBERS = """
SELECT id FROM conversion WHERE (event_id = :text OR order_id = :text)
    AND (:site IS NULL OR site = :site) AND (:event_name IS NULL OR event_name = :event_name)
ORDER BY event_id <> :text, id LIMIT 100
"""

PixelFilter = Literal["loading", "loaded", "blocked", "slow", "off", "none"]
"""`none`: no tag has told of the browser leg."""


class EventFate(msgspec.Struct, frozen=True):
    """What became of it at one destination."""

    destination: str
    state: State
    reason: Reason | None


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One conversion. `value` is in the currency's major unit, as it was sent."""

    id: int
    received_at: datetime
    site: str
    event_name: str
    event_id: str
    order_id: str | None
    value: str | None
    currency: str | None
    ads: Ads
    pixel: PixelState | None
    sources: tuple[Source, ...]
    """Who told of it, one for each message, in the order of arrival."""
    fates: tuple[EventFate, ...]
    recovered: bool


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold. `text` is a part of the event id or of the order id; `fate` is one
    at any destination."""

    event_name: str | None = None
    text: str | None = None
    fate: State | None = None
    reason: Reason | None = None
    source: Source | None = None
    pixel: PixelFilter | None = None
    recovered: bool = False


class Page(msgspec.Struct, frozen=True):
    """`next` is the `before` of the page that follows; None at the end."""

    events: tuple[EventRow, ...]
    next: int | None


def events(
    ledger: sqlite3.Connection,
    filters: Filters,
    before: int | None,
    limit: int,
    now: datetime,
    browser_legs: BrowserLegs,
) -> Page:
    """Paged by id, so that a page stays what it was while newer events arrive."""
    told = {**msgspec.structs.asdict(filters), **parameters(browser_legs, now), "before": before, "limit": limit + 1}
    rows = [_row(*row) for row in ledger.execute(_SELECT + _WANTED, told)]
    return Page(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def event(ledger: sqlite3.Connection, number: int, now: datetime, browser_legs: BrowserLegs) -> EventRow | None:
    row = ledger.execute(_ONE, {"id": number, **parameters(browser_legs, now)}).fetchone()
    return None if row is None else _row(*row)


def numbers(
    ledger: sqlite3.Connection, text: str, *, site: str | None = None, event_name: str | None = None
) -> list[int]:
    """The conversions of an event id, or of an order: one for each site and event name that has it."""
    told = {"text": text, "site": site, "event_name": event_name}
    return [number for (number,) in ledger.execute(_NUMBERS, told)]


def event_names(ledger: sqlite3.Connection) -> tuple[str, ...]:
    """The names that have occurred, for a filter to offer."""
    return tuple(name for (name,) in ledger.execute(_NAMES))


def _row(
    number: int,
    received_at: int,
    site: str,
    event_name: str,
    event_id: str,
    order_id: str | None,
    value: str | None,
    currency: str | None,
    ads: Ads,
    pixel: PixelState | None,
    sources: str,
    fates: str,
    recovered: int,
) -> EventRow:
    return EventRow(
        id=number,
        received_at=from_micros(received_at),
        site=site,
        event_name=event_name,
        event_id=event_id,
        order_id=order_id,
        value=value,
        currency=currency,
        ads=ads,
        pixel=pixel,
        sources=msgspec.json.decode(sources, type=tuple[Source, ...]),
        fates=msgspec.json.decode(fates, type=tuple[EventFate, ...]),
        recovered=bool(recovered),
    )
