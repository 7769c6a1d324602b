"""What meetings add up to: a line for each day, destination, currency, fate and reason; and what does not add up."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from operator import itemgetter

import msgspec

from tandem.insights.reconcile.compare import Cause, Fate, Meeting

SLACK = 1_000
"""Differences that may wait to be sorted in, beyond those that are listed."""


class Line(msgspec.Struct, frozen=True):
    """One day at one destination, in one currency, with one fate and its reason."""

    day: str
    destination: str
    currency: str
    fate: Fate
    reason: str
    orders: int
    value: Decimal
    sent: Decimal
    """What the destination was told they are worth; of accepted ones and of those that the record does not know."""


class Difference(msgspec.Struct, frozen=True):
    """One order that does not add up."""

    order_id: str
    day: str
    destination: str
    cause: Cause
    recorded: str
    told: str
    conversion: int | None = None
    """Its number in the ledger, if it is there."""


class _Sum:
    """One line as it grows."""

    __slots__ = ("orders", "sent", "value")

    def __init__(self) -> None:
        self.orders, self.value, self.sent = 0, Decimal(0), Decimal(0)

    def add(self, met: Meeting) -> None:
        self.orders += 1
        self.value += met.recorded_value or 0
        if met.fate in ("accepted", "unknown"):
            self.sent += met.told_value or 0


class Sums:
    """Grows with each meeting. `most` differences are kept: the first by day, order and destination."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines: defaultdict[tuple[str, str, str, Fate, str], _Sum] = defaultdict(_Sum)
        self._found: list[Difference] = []
        self.differences = 0

    def add(self, met: Meeting) -> None:
        key = (met.day, met.destination, met.currency or met.told_currency or "", met.fate, met.reason)
        self._lines[key].add(met)
        if cause := met.cause:
            self.differences += 1
            self._found.append(_difference(met, cause))
            if len(self._found) > self._most + SLACK:
                self._found = self.first()

    def lines(self) -> list[Line]:
        return [
            Line(*key, one.orders, one.value, one.sent) for key, one in sorted(self._lines.items(), key=itemgetter(0))
        ]

    def first(self) -> list[Difference]:
        return sorted(self._found, key=_place)[: self._most]


def _difference(met: Meeting, cause: Cause) -> Difference:
    return Difference(met.order_id, met.day, met.destination, cause, met.recorded(), met.said(), met.conversion)


def _place(each: Difference) -> tuple[str, str, str]:
    return each.day, each.order_id, each.destination
