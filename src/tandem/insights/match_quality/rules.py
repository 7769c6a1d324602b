"""How the estimate is made, as frozen records: `contracts/meta/match_quality.json`."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from tandem.kit import contracts

Priority = Literal["high", "medium", "low"]


class KeyRule(msgspec.Struct, frozen=True):
    """What one match key is worth, and how much it matters in Meta's words."""

    points: float
    priority: Priority


class Rules(msgspec.Struct, frozen=True):
    """
    The points of each key, in order of worth; the `most` a score can be; the `target` that Meta sets. `advised` are the
    keys that a site can add at will.
    """

    most: float
    target: float
    keys: dict[str, KeyRule]
    advised: tuple[str, ...]


@cache
def rules() -> Rules:
    """Raises `msgspec.ValidationError` when the contract does not have the expected shape."""
    return msgspec.convert(contracts.load("meta/match_quality.json"), Rules)


@cache
def key_name(key: str) -> str:
    """A key as people call it: `Phone` for `ph`."""
    names = msgspec.convert(contracts.load("meta/identity.json")["names"], dict[str, str])
    return names.get(key, key)
