"""Where the two legs of one action disagree: every common field side by side, and the first that differs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from tandem.emulator import appendix
from tandem.emulator.fields import Fields

FIRST = ("value", "currency", "order_id", "content_ids", "contents", "content_type", "num_items")
"""Custom data in the order in which a difference matters."""

PLAIN = ("event_source_url", "referrer_url", "fbc", "fbp", "client_ip_address", "client_user_agent")
AMOUNTS = frozenset({"value", "predicted_ltv", "net_revenue", "num_items", "quantity", "item_price"})
"""Compared as numbers. Everything else is compared as text: ids may begin with zeros."""


class Line(msgspec.Struct, frozen=True):
    """One field of both legs. `differs` only when both speak and disagree."""

    field: str
    browser: Any
    server: Any
    differs: bool


class Difference(msgspec.Struct, frozen=True):
    """The first disagreement. `at` is the position of the first character that differs, from 0."""

    field: str
    browser: str
    server: str
    at: int


def lines(browser: Fields, server: Fields) -> list[Line]:
    """Every field that either leg carries, in the order in which a difference matters."""
    pairs = [*_custom(browser, server), *_plain(browser, server), *_people(browser, server)]
    return [Line(field, left, right, _differs(field, left, right)) for field, left, right in pairs]


def first_difference(browser: Fields, server: Fields) -> Difference | None:
    """The first field in which both legs speak and disagree."""
    for line in lines(browser, server):
        if line.differs:
            left, right = _shown(line.browser), _shown(line.server)
            return Difference(line.field, left, right, _agreement(left, right))
    return None


def _custom(browser: Fields, server: Fields) -> Iterator[tuple[str, Any, Any]]:
    left, right = browser.custom_data, server.custom_data
    given = left.keys() | right.keys()
    for key in [*(key for key in FIRST if key in given), *sorted(given - set(FIRST))]:
        yield f"custom_data.{key}", left.get(key), right.get(key)


def _plain(browser: Fields, server: Fields) -> Iterator[tuple[str, Any, Any]]:
    for name in PLAIN:
        left, right = getattr(browser, name), getattr(server, name)
        if left or right:
            yield name, left or None, right or None


def _people(browser: Fields, server: Fields) -> Iterator[tuple[str, Any, Any]]:
    left, right = browser.user_data, server.user_data
    for key in sorted(left.keys() | right.keys()):
        yield f"user_data.{key}", left.get(key), right.get(key)


def _differs(field: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    name = field.rpartition(".")[2]
    return bool(_canonical(name, left) != _canonical(name, right))


def _canonical(name: str, value: Any) -> Any:
    """Equal for what Meta takes as equal: 49.9 and "49.90", EUR and eur, a value and the list of only that value."""
    if isinstance(value, list):
        return _canonical(name, value[0]) if len(value) == 1 else [_canonical(name, item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(key, item) for key, item in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    if name == "currency":
        return str(value).upper()
    return _amount(value) if name in AMOUNTS else _text(str(value))


def _amount(value: Any) -> Any:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _text(value: str) -> str:
    """As it is, leading zeros included; a hash without its appendix and in small letters."""
    return appendix.of_hash(value)


def _agreement(left: str, right: str) -> int:
    """How many characters agree before the first that differs."""
    differing = (place for place, (one, other) in enumerate(zip(left, right, strict=False)) if one != other)
    return next(differing, min(len(left), len(right)))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
