"""
Recovered conversions: the server leg was delivered, and the browser leg never showed that it loaded. Without the server
leg the destination would not know of them.

The browser leg counts as lost when the tag says so (`blocked`, `slow`), or when a minute has passed and no tag has told
of the conversion at all, although the tracking plan gives it a browser leg. `off` is never lost: that event had no
browser leg to lose. Where the Pixel was still `loading` when the tag was last heard of, the page was left before it
could report: whether the Pixel took the event nobody knows, so it is `unknown`, and not recovered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tandem.event.model import PixelState
from tandem.kit.clock import micros

PATIENCE = timedelta(minutes=1)
"""How long the tag has to report on the Pixel. It gives up on a silent one after 5 seconds."""

RECOVERED = """
    EXISTS (SELECT 1 FROM outbox d WHERE d.conversion = c.id AND d.fate = 'delivered')
    AND CASE
        WHEN c.pixel IN ('blocked', 'slow') THEN 1
        WHEN c.received_at >= :patient_until THEN 0
        WHEN c.pixel IS NULL THEN (c.site, c.event_name) IN
            (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:browser_legs))
        ELSE 0
    END
"""
"""A condition on `conversion AS c`. Its parameters come from `parameters`."""

_BY_STATE_AND_WORTH = """
SELECT c.pixel, c.currency, c.value, count(*) FROM conversion c WHERE c.received_at >= :since AND {recovered}
GROUP BY c.pixel, c.currency, c.value
""".replace("{recovered}", RECOVERED)

_DELIVERED = """
SELECT count(*) FROM conversion c WHERE c.received_at >= :since
AND EXISTS (SELECT 1 FROM outbox d WHERE d.conversion = c.id AND d.fate = 'delivered')
"""

_UNKNOWN = """
SELECT count(*) FROM conversion c WHERE c.received_at >= :since AND c.received_at < :patient_until
AND c.pixel = 'loading' AND EXISTS (SELECT 1 FROM outbox d WHERE d.conversion = c.id AND d.fate = 'delivered')
"""

BrowserLegs = Collection[tuple[str, str]]
"""(site, event name) of each event that the tracking plan sends through the browser as well."""


class Worth(msgspec.Struct, frozen=True):
    """What conversions in one currency are worth together, in its major unit."""

    currency: str
    value: Decimal
    conversions: int


class LostLeg(msgspec.Struct, frozen=True):
    """How many browser legs were lost in one way. `pixel` None: no tag told of them."""

    pixel: PixelState | None
    conversions: int


class Recovered(msgspec.Struct, frozen=True):
    """
    `conversions` of the `delivered` ones would be unknown to every destination without the server leg; of `unknown`
    ones the browser leg was never reported on.
    """

    since: datetime
    conversions: int
    delivered: int
    unknown: int
    worth: tuple[Worth, ...]
    lost: tuple[LostLeg, ...]


def parameters(browser_legs: BrowserLegs, now: datetime) -> dict[str, Any]:
    """What `RECOVERED` needs to know."""
    pairs = msgspec.json.encode(sorted(browser_legs)).decode()
    return {"browser_legs": pairs, "patient_until": micros(now - PATIENCE)}


def recovered(ledger: sqlite3.Connection, since: datetime, now: datetime, browser_legs: BrowserLegs) -> Recovered:
    """Of the conversions first heard of since then."""
    told = {"since": micros(since), **parameters(browser_legs, now)}
    groups = ledger.execute(_BY_STATE_AND_WORTH, told).fetchall()
    (delivered,) = ledger.execute(_DELIVERED, told).fetchone()
    (unknown,) = ledger.execute(_UNKNOWN, told).fetchone()
    states = dict.fromkeys(pixel for pixel, *_ in groups)
    return Recovered(
        since=since,
        conversions=sum(number for *_, number in groups),
        delivered=delivered,
        unknown=unknown,
        worth=_worth(groups),
        lost=tuple(LostLeg(state, sum(n for pixel, *_, n in groups if pixel == state)) for state in states),
    )


def _worth(groups: list[tuple[str | None, str | None, str | None, int]]) -> tuple[Worth, ...]:
    """Summed as `Decimal`: a sum of binary fractions drifts by cents."""
    values: dict[str, Decimal] = {}
    numbers: dict[str, int] = {}
    for _, currency, value, number in groups:
        if currency is not None and value is not None:
            values[currency] = values.get(currency, Decimal()) + Decimal(value) * number
            numbers[currency] = numbers.get(currency, 0) + number
    return tuple(Worth(currency, values[currency], numbers[currency]) for currency in sorted(values))
