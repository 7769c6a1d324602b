"""
`offline` in the Dataset Quality API: how good a shop's reports of its sales at the counter are, out of 10.

Source of the shape: https://developers.facebook.com/documentation/ads-commerce/conversions-api/dataset-quality-api
(offline events). How each score is made is the emulator's own: `match_quality.json`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, median
from typing import Any

from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.quality.legs import Event
from tandem.emulator.quality.rules import OfflineRule, load_quality

Shown = dict[str, Any]
DAY = 86_400
MOST = 10.0

_RATED: dict[str, Any] = {"score": {}, "recommendation": {}}
SHAPE: dict[str, Any] = {
    "event_name": {},
    "composite": _RATED,
    "match_key": {**_RATED, "coverage": {"email": {}, "phone": {}}},
    "frequency": _RATED,
    "freshness": _RATED,
}
"""Every field that can be asked for."""


def offline(sample: Sample) -> list[Shown]:
    """Each name of event that came from a shop's counter within the days that are looked at."""
    rule = load_quality().offline
    since = sample.now - rule.days * DAY
    by_name: defaultdict[str, list[Event]] = defaultdict(list)
    for event, fields in sample.server:
        if fields.action_source == rule.action_source and event.at >= since:
            by_name[event.event_name].append((event, fields))
    return [_event(name, by_name[name], sample.now, rule) for name in sorted(by_name)]


def _event(name: str, events: Sequence[Event], now: float, rule: OfflineRule) -> Shown:
    coverage = {shown: _coverage(key, events) for shown, key in rule.keys.items()}
    match_key, frequency = fmean(coverage.values()), _frequency(events, now)
    freshness = _freshness(events, rule)
    goal = rule.goal / MOST
    return {
        "event_name": name,
        "composite": _rated(fmean((match_key, frequency, freshness)), goal, "Raise the lowest of the scores below."),
        "match_key": {
            **_rated(match_key, goal, "Send the e-mail address and the phone number of more customers."),
            "coverage": {shown: round(share * 100, 1) for shown, share in coverage.items()},
        },
        "frequency": _rated(frequency, goal, "Send sales every day, best as they happen."),
        "freshness": _rated(freshness, goal, "Send sales within a day."),
    }


def _coverage(key: str, events: Sequence[Event]) -> float:
    return fmean(bool(fields.user_data.get(key)) for _, fields in events)


def _frequency(events: Sequence[Event], now: float) -> float:
    """The share of days, since the first on which something came, on which something came."""
    ages = {int((now - event.at) // DAY) for event, _ in events}
    return len(ages) / (max(ages) + 1)


def _freshness(events: Sequence[Event], rule: OfflineRule) -> float:
    delay = median(event.at - (fields.event_time or event.at) for event, fields in events)
    share = (rule.stale_seconds - delay) / (rule.stale_seconds - rule.fresh_seconds)
    return min(1.0, max(0.0, share))


def _rated(share: float, goal: float, advice: str) -> Shown:
    """`share` is 0 to 1. Whoever has reached the goal is told so."""
    recommendation = "Nothing to do." if share >= goal else advice
    return {"score": round(share * MOST, 1), "recommendation": recommendation}
