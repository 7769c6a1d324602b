"""
The estimate for events that carried known keys. Pure.

An event scores the sum of the points of its keys, ten at most; several events score their mean. The points, and the
pages of Meta's that they follow, stand in contracts/meta/match_quality.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean

import msgspec

from tandem.insights.match_quality.rules import Priority, Rules, key_name

Keys = frozenset[str]
Kinds = Mapping[Keys, int]
"""How many events carried exactly these keys. Most events of one site carry the same."""

LEAST = 0.05
"""Points. Advice that would not move the first decimal is no advice."""


class KeyShare(msgspec.Struct, frozen=True, kw_only=True):
    """One key that counts."""

    key: str
    name: str
    priority: Priority
    points: float
    coverage: float
    """The share of events, 0 to 1, that carried it."""
    contributed: float
    """Points that it adds to the mean score. All keys together make the score."""
    gain: float
    """Points that the score would rise by if every event carried it."""


class Advice(msgspec.Struct, frozen=True):
    """What to add. `text` reads `add phone: +1.4`."""

    key: str
    gain: float
    text: str


class Estimate(msgspec.Struct, frozen=True):
    """0 to 10. Keys are in order of worth, advice of gain."""

    score: float
    keys: tuple[KeyShare, ...]
    advice: tuple[Advice, ...]


def estimate(kinds: Kinds, rules: Rules) -> Estimate:
    """Of one event or more."""
    keys = tuple(_share(key, kinds, rules) for key in rules.keys)
    helpful = [share for share in keys if share.key in rules.advised and share.gain >= LEAST]
    helpful.sort(key=lambda share: (-share.gain, share.key))
    return Estimate(
        score=round(_mean(lambda keys: _score(keys, rules), kinds), 2),
        keys=keys,
        advice=tuple(Advice(share.key, share.gain, _advice(share)) for share in helpful),
    )


def _score(keys: Keys, rules: Rules) -> float:
    return min(rules.most, _points(keys, rules))


def _points(keys: Keys, rules: Rules) -> float:
    return sum(rule.points for key, rule in rules.keys.items() if key in keys)


def _share(key: str, kinds: Kinds, rules: Rules) -> KeyShare:
    rule = rules.keys[key]
    return KeyShare(
        key=key,
        name=key_name(key),
        priority=rule.priority,
        points=rule.points,
        coverage=_mean(lambda keys: float(key in keys), kinds),
        contributed=round(_mean(lambda keys: _contributed(key, keys, rules), kinds), 2),
        gain=round(_mean(lambda keys: _score(keys | {key}, rules) - _score(keys, rules), kinds), 2),
    )


def _contributed(key: str, keys: Keys, rules: Rules) -> float:
    """The points of a key; where an event has more than the most, each key gives way in proportion."""
    return rules.keys[key].points * _score(keys, rules) / _points(keys, rules) if key in keys else 0


def _mean(figure: Callable[[Keys], float], kinds: Kinds) -> float:
    return fmean(map(figure, kinds), weights=kinds.values())


def _advice(share: KeyShare) -> str:
    """Within the sentence a name is written small, but for what is an abbreviation."""
    name = " ".join(word if word.isupper() else word.lower() for word in share.name.split())
    return f"add {name}: +{share.gain:.1f}"
