"""Orders for tests: what a till and a payment provider tell of order 1001."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tandem.event.order import FactKind, OrderFact, Totals
from tests.support.clock import NOON

ORDER = "1001"
TILL = "till"
TOTALS = Totals(currency="EUR", gross=Decimal("119.00"), tax=Decimal("19.00"), shipping=Decimal("5.00"))


def fact(kind: FactKind = "paid", key: str = "", *, after: timedelta = timedelta(), **rest: Any) -> OrderFact:
    """One fact of order 1001, `after` its beginning at noon; received when it happened, unless said otherwise."""
    at: datetime = NOON + after
    told = {
        "site": "shop",
        "order_id": ORDER,
        "source": TILL,
        "at": at,
        "received_at": at,
        "delivery_id": f"{kind}{key}",
    }
    return OrderFact(kind=kind, key=key, **{**told, **rest})
