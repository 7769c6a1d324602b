"""One event name: the estimate, what each key contributes, how often it comes, and what would raise the score most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from statistics import fmean

import msgspec

from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.quality.rules import QualityRules, load_quality
from tandem.emulator.quality.score import is_scored, score, usable_keys

Keys = frozenset[str]

LEAST = 0.05
"""Points. Advice that would not move the first decimal is no advice."""


class KeyShare(msgspec.Struct, frozen=True):
    """
    One key. `coverage` is the share of events, 0 to 1, that carry it usably; `contributed` the points that it adds to
    the mean score; `gain` the points that the score would rise by if every event carried it.
    """

    key: str
    name: str
    priority: str
    points: float
    coverage: float
    contributed: float
    gain: float


class Advice(msgspec.Struct, frozen=True):
    """What to add. `text` reads `add phone: +1.4`."""

    key: str
    name: str
    gain: float
    text: str


class MatchQuality(msgspec.Struct, frozen=True):
    """The estimate for one event name, 0 to 10, over so many events. Keys are in order of worth, advice of gain."""

    event_name: str
    score: float
    events: int
    keys: list[KeyShare]
    advice: list[Advice]


def match_qualities(sample: Sample) -> list[MatchQuality]:
    """The estimate for every event name that the server sends, best known first."""
    rules = load_quality()
    by_name: defaultdict[str, list[Keys]] = defaultdict(list)
    for event, fields in sample.server:
        if is_scored(fields):
            by_name[event.event_name].append(usable_keys(fields, rules, sample.rules.identity))
    names = sample.rules.identity.names
    return [match_quality(name, by_name[name], names) for name in sorted(by_name)]


def match_quality(event_name: str, events: Sequence[Keys], names: dict[str, str]) -> MatchQuality:
    """The estimate for events that carry these keys, at least one event. `names` are the names of keys for people."""
    rules = load_quality()
    kinds = Counter(events)  # most events of one site carry the same keys
    keys = [_share(key, kinds, names.get(key, key), rules) for key in rules.keys]
    helpful = sorted((share for share in keys if share.key in rules.advised and share.gain >= LEAST), key=_by_gain)
    mean = _mean(lambda keys: score(keys, rules), kinds)
    return MatchQuality(event_name, round(mean, 2), len(events), keys, [_advice(share) for share in helpful])


def _share(key: str, kinds: Counter[Keys], name: str, rules: QualityRules) -> KeyShare:
    rule = rules.keys[key]
    return KeyShare(
        key=key,
        name=name,
        priority=rule.priority,
        points=rule.points,
        coverage=_mean(lambda keys: float(key in keys), kinds),
        contributed=round(_mean(lambda keys: _contributed(key, keys, rules), kinds), 2),
        gain=round(_mean(lambda keys: score(keys | {key}, rules) - score(keys, rules), kinds), 2),
    )


def _mean(figure: Callable[[Keys], float], kinds: Counter[Keys]) -> float:
    """The mean of a figure over all events."""
    return fmean(map(figure, kinds), weights=kinds.values())


def _contributed(key: str, keys: Keys, rules: QualityRules) -> float:
    """The points of a key; where an event has more than the most, each key gives way in proportion."""
    if key not in keys:
        return 0
    return rules.keys[key].points * score(keys, rules) / sum(rules.keys[each].points for each in keys)


def _by_gain(share: KeyShare) -> tuple[float, str]:
    return -share.gain, share.key


def _advice(share: KeyShare) -> Advice:
    name = share.name if share.name.isupper() or " ID" in share.name or "IP" in share.name else share.name.lower()
    return Advice(share.key, share.name, share.gain, f"add {name}: +{share.gain:.1f}")
