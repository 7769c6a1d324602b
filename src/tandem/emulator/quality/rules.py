"""How the estimate is made, as frozen records: `contracts/meta/match_quality.json`."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from tandem.kit import contracts


class KeyRule(msgspec.Struct, frozen=True):
    """What one match key is worth. `identifier` is its name in the Dataset Quality API."""

    points: float
    priority: Literal["high", "medium", "low"]
    identifier: str
    source: str


class CoverageRule(msgspec.Struct, frozen=True):
    """The share of browser events, in per cent, that the server should cover."""

    goal_percentage: float


class OfflineRule(msgspec.Struct, frozen=True):
    """
    Sales in shops: of which days, from which score on they open omnichannel ads, and which keys are looked at.

    The delay of a sale costs nothing up to `fresh_seconds`, and everything from `stale_seconds` on.
    """

    action_source: str
    days: int
    goal: float
    keys: dict[str, str]
    fresh_seconds: float
    stale_seconds: float


class QualityRules(msgspec.Struct, frozen=True):
    """
    The points of each key, the `most` a score can be, and the `target` Meta sets.

    `advised` are the keys that a shop can add at will. `freshness_seconds` bounds each upload frequency.
    """

    note: str
    most: float
    target: float
    keys: dict[str, KeyRule]
    advised: tuple[str, ...]
    coverage: CoverageRule
    freshness_seconds: dict[str, float]
    dedupe_keys: tuple[str, ...]
    offline: OfflineRule


@cache
def load_quality() -> QualityRules:
    """Read the contract. Raises `msgspec.ValidationError` when it does not have the expected shape."""
    return msgspec.convert(contracts.load("meta/match_quality.json"), QualityRules)
