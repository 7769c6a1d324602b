"""
Whether an event could be matched to a person at all. Meta refuses one that could not (error 100/2804050), and with it
the whole request. Source: developers.facebook.com/docs/marketing-api/conversions-api/best-practices.
"""

from __future__ import annotations

from collections.abc import Iterable

TOO_BROAD = (
    frozenset({"ct", "country", "st", "zp", "ge", "client_user_agent"}),
    frozenset({"db", "client_user_agent"}),
    frozenset({"fn", "ge"}),
    frozenset({"ln", "ge"}),
)
"""Sets of keys that Meta finds too broad to match anybody, and so are all their subsets."""

_ANY_BROAD = frozenset().union(*TOO_BROAD)


def is_thin(keys: Iterable[str]) -> bool:
    """Whether these keys of `user_data` could match nobody."""
    present = frozenset(keys)
    if not present <= _ANY_BROAD:
        return False
    return any(present <= broad for broad in TOO_BROAD)
