"""
The order's life: what follows from all that was told of it. Facts may come in any order, late, or again, and lead to
the same life: it is a function of the set of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec

from tandem.event.model import ActionSource
from tandem.event.order import Customer, FactKind, Line, OrderFact, Totals
from tandem.event.order_scope import OrderKind

T = TypeVar("T")

BEGINNINGS: frozenset[FactKind] = frozenset({"created", "authorised", "partially_paid", "paid", "renewed"})
"""What gives an order life, also one that was cancelled before."""

STAGES: tuple[FactKind, ...] = ("created", "authorised", "paid", "fulfilled")


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One order as all its facts together tell it. Amounts are in the major unit of `totals.currency`."""

    site: str
    order_id: str
    placed_at: datetime
    """The earliest moment that anybody told of it."""
    reached: dict[FactKind, datetime]
    """When each kind of fact was first true, by the truth."""
    totals: Totals | None
    lines: tuple[Line, ...]
    paid: Decimal
    refunded: Decimal
    is_cancelled: bool
    is_test: bool
    is_renewal: bool
    is_subscribed: bool
    """Whether a subscription began with it, or went on."""
    customer: Customer
    action_source: ActionSource
    """Where it was placed, as whoever told first says: what was ordered by telephone may be fetched in a shop."""

    told_by: frozenset[str]
    """The names of all sources that told of it."""

    @property
    def kind(self) -> OrderKind:
        if self.is_renewal:
            return "renewal"
        if not self.is_subscribed:
            return "sale"
        return "trial" if self.totals is not None and self.totals.gross == 0 else "subscription"

    @property
    def net(self) -> Decimal | None:
        """What the shop keeps: the total less refunds, nothing after a cancellation. None where no total was told."""
        if self.totals is None:
            return None
        return Decimal(0) if self.is_cancelled else max(Decimal(0), self.totals.gross - self.refunded)


def life_of(facts: Iterable[OrderFact], truth: str = "") -> Life | None:
    """The life of one order; None without facts. `truth`: whose word alone counts on money and stages."""
    told = sorted(set_of(facts), key=_in_time)
    if not told:
        return None
    believed = [fact for fact in told if fact.source == truth] or ([] if truth else told)
    is_renewal = any(fact.kind == "renewed" for fact in told)
    return Life(
        site=told[0].site,
        order_id=told[0].order_id,
        placed_at=told[0].at,
        reached=_reached(believed),
        totals=_last(fact.totals for fact in (believed or told)),
        lines=_last(fact.lines or None for fact in (believed or told)) or (),
        paid=_sum(believed, "paid", "partially_paid", "renewed"),
        refunded=_sum(believed or told, "refunded"),
        is_cancelled=_is_cancelled(believed or told),
        is_test=any(fact.is_test for fact in told),
        is_renewal=is_renewal,
        is_subscribed=any(fact.subscription for fact in told),
        customer=_last(None if fact.customer == "unknown" else fact.customer for fact in told) or "unknown",
        action_source=_placed_at(believed, told, is_renewal),
        told_by=frozenset(fact.source for fact in told),
    )


def set_of(facts: Iterable[OrderFact]) -> list[OrderFact]:
    """Each fact once: by its source, of its kind, under its key. Of two tellings the one that came first."""
    known: dict[tuple[str, str, str], OrderFact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.received_at, fact.delivery_id)):
        known.setdefault((fact.source, fact.kind, fact.key), fact)
    return list(known.values())


def _placed_at(believed: Sequence[OrderFact], told: Sequence[OrderFact], is_renewal: bool) -> ActionSource:
    """
    Where nobody says: a charge that is made again was made by no one, any other order on the web site. Source:
    `action_source` of Meta's server-event parameters, which names auto-pay `system_generated`.
    """
    said = next((fact.action_source for fact in (*believed, *told) if fact.action_source), None)
    return said or ("system_generated" if is_renewal else "website")


def _in_time(fact: OrderFact) -> tuple[datetime, int, str, str, str]:
    """By the moment it happened; of one moment, the order of life decides: a refund cannot precede its payment."""
    rank = STAGES.index(fact.kind) if fact.kind in STAGES else len(STAGES)
    return fact.at, rank, fact.kind, fact.source, fact.key


def _reached(told: Sequence[OrderFact]) -> dict[FactKind, datetime]:
    reached: dict[FactKind, datetime] = {}
    for fact in told:
        reached.setdefault(fact.kind, fact.at)
    if "paid" not in reached and (at := _paid_in_parts(told)):
        reached["paid"] = at
    return reached


def _paid_in_parts(told: Sequence[OrderFact]) -> datetime | None:
    """When the parts came to the total: a deposit and the rest, a voucher and a card."""
    totals = _last(fact.totals for fact in told)
    if totals is None:
        return None
    so_far = Decimal(0)
    for fact in told:
        if fact.kind == "partially_paid":
            so_far += fact.amount or Decimal(0)
            if so_far >= totals.gross:
                return fact.at
    return None


def _is_cancelled(told: Sequence[OrderFact]) -> bool:
    last = _last(fact.kind if fact.kind in BEGINNINGS or fact.kind == "cancelled" else None for fact in told)
    return last == "cancelled"


def _sum(told: Iterable[OrderFact], *kinds: FactKind) -> Decimal:
    return sum((fact.amount or Decimal(0) for fact in told if fact.kind in kinds), Decimal(0))


def _last(values: Iterable[T | None]) -> T | None:
    """The last that is not None."""
    found = None
    for value in values:
        found = found if value is None else value
    return found
