"""
When an order is a conversion, and what it is worth: pure rules over an order's life.

No amount is invented: where the policy asks for a value without tax and no source told the tax, there is no value, and
the order says so.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatchcase

import msgspec

from tandem.event.order import FactKind
from tandem.event.order_policy import OrderPolicy, When
from tandem.event.order_scope import OrderScope
from tandem.event.outcome import Reason
from tandem.orders.life import Life


class Due(msgspec.Struct, frozen=True):
    """The truth vouches for it: it is a conversion."""

    since: datetime


class Wait(msgspec.Struct, frozen=True):
    """The truth has not said so yet."""


class Withheld(msgspec.Struct, frozen=True):
    """It is none, and will be none as things stand."""

    reason: Reason


Ruling = Due | Wait | Withheld

NOT_MEANT = Withheld(Reason.NOT_MEANT)
"""It is another event, or none."""

_MET_BY: dict[When, tuple[FactKind, ...]] = {
    "created": ("created", "authorised", "partially_paid", "paid", "renewed", "fulfilled"),
    "authorised": ("authorised", "paid", "renewed"),
    "paid": ("paid", "renewed"),
    "fulfilled": ("fulfilled",),
}
"""A later stage says that the earlier one was reached, where its own message was lost. Goods may leave unpaid."""


def ruling(life: Life, policy: OrderPolicy) -> Ruling:
    """What the order is, as far as its truth has told."""
    if not is_meant(life, policy.only):
        return NOT_MEANT
    if life.is_test and not policy.test_orders:
        return Withheld(Reason.TEST_ORDER)
    if life.is_cancelled:
        return Withheld(Reason.CANCELLED)
    if life.is_renewal and policy.renewed_as == "none":
        return Withheld(Reason.RENEWAL)
    if life.totals and worth(life, policy) == 0 and not _counts_nothing(life, policy):
        return Withheld(Reason.ZERO_TOTAL)
    met = [life.reached[kind] for kind in _MET_BY[policy.when] if kind in life.reached]
    return Due(min(met)) if met else Wait()


def is_meant(life: Life, only: OrderScope) -> bool:
    """Whether the order is one of those that the event is made of. What nobody told does not hold."""
    return (
        (not only.kinds or life.kind in only.kinds)
        and (only.customer is None or life.customer == only.customer)
        and (not only.lines or any(fnmatchcase(line.id, wanted) for line in life.lines for wanted in only.lines))
        and (not only.sources or not life.told_by.isdisjoint(only.sources))
        and (not only.action_sources or life.action_source in only.action_sources)
    )


def _counts_nothing(life: Life, policy: OrderPolicy) -> bool:
    """Whether an order worth nothing counts: all of them, or this one, because it begins a trial."""
    return policy.zero_totals or (life.kind == "trial" and policy.counts_trials)


def worth(life: Life, policy: OrderPolicy) -> Decimal | None:
    """The value by policy, in the totals' currency; None where what the policy needs was not told."""
    totals = life.totals
    if totals is None:
        return None
    value: Decimal | None = totals.gross
    if policy.value != "gross":
        value = None if totals.tax is None else totals.gross - totals.tax
    if policy.value == "net_of_tax_and_shipping" and value is not None:
        value = None if totals.shipping is None else value - totals.shipping
    if value is None:
        return None
    return max(Decimal(0), value if policy.gift_cards else value - _gift_cards(life))


def _gift_cards(life: Life) -> Decimal:
    """They bear no tax when they are sold: the tax is due when they are spent."""
    return sum((line.quantity * (line.price or Decimal(0)) for line in life.lines if line.gift_card), Decimal(0))


def event_name(life: Life, policy: OrderPolicy, name: str) -> str:
    """What it counts as: a renewal may be another event than a sale."""
    renewed_as = policy.renewed_as
    return renewed_as if life.is_renewal and renewed_as in ("Purchase", "Subscribe") else name
