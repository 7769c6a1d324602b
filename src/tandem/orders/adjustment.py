"""
What is told of a sale after it was told, to platforms that want to hear it: that the shop keeps less of it, or nothing.
Pure. It names the order and nobody: who bought, the platform knows since the sale.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tandem.event.model import Event
from tandem.event.order import FactKind, OrderFact
from tandem.event.order_policy import OrderPolicy
from tandem.orders.life import Life, set_of

NAME = "OrderAdjusted"
"""Ours: a platform has words of its own for it."""

ADJUSTING: frozenset[FactKind] = frozenset({"refunded", "cancelled", "edited"})


def adjustment_of(sold_as: str, life: Life, facts: Iterable[OrderFact], policy: OrderPolicy) -> Event | None:
    """
    The order as it stands now: `retraction` (it is no sale any more) or `restatement` (its value is another). The same
    facts give the same id, in whatever order they came. None where nothing happened to it afterwards, and where its
    new worth is not known: nobody tells the tax of a refund.
    """
    told = [fact for fact in set_of(facts) if fact.kind in ADJUSTING and fact.source == policy.truth]
    if not told or life.net is None or life.totals is None:
        return None
    data: dict[str, Any] = {"order_id": life.order_id, "adjusts": sold_as, "adjustment": "retraction"}
    if life.net > 0:
        if policy.value != "gross" or not policy.gift_cards:
            return None
        data |= {"adjustment": "restatement", "value": life.net, "currency": life.totals.currency}
    newest = max(told, key=lambda fact: fact.received_at)
    return Event(
        site=life.site,
        event_name=NAME,
        event_id=f"{sold_as}_{life.order_id}_{len(told)}_{life.net.normalize():f}",
        event_time=min(newest.at, newest.received_at),
        received_at=newest.received_at,
        source="webhook",
        action_source=life.action_source,
        custom_data=data,
    )
