"""
The quality of a dataset in the shape of Meta's Dataset Quality API.

Source of the shape: https://developers.facebook.com/documentation/ads-commerce/conversions-api/dataset-quality-api
"""

from __future__ import annotations

from typing import Any

from tandem.emulator.diagnostics import QUESTIONS
from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.quality import legs, offline
from tandem.emulator.quality.estimate import KeyShare, MatchQuality, match_qualities
from tandem.emulator.quality.rules import QualityRules, load_quality

Shown = dict[str, Any]
Shape = dict[str, "Shape"]

GAIN: Shape = {"percentage": {}, "description": {}}
SHARE = GAIN
SHAPE: Shape = {
    "web": {
        "event_name": {},
        "event_match_quality": {
            "composite_score": {},
            "match_key_feedback": {
                "identifier": {}, "coverage": {"percentage": {}}, "potential_aly_acr_increase": GAIN,
            },
            "diagnostics": {
                "name": {}, "description": {}, "solution": {}, "percentage": {}, "affected_event_count": {},
                "total_event_count": {},
            },
        },
        "event_coverage": {
            "percentage": {}, "goal_percentage": {}, "description": {}, "potential_aly_acr_increase": GAIN,
        },
        "dedupe_key_feedback": {
            "dedupe_key": {}, "browser_events_with_dedupe_key": SHARE, "server_events_with_dedupe_key": SHARE,
            "overall_browser_coverage_from_dedupe_key": SHARE,
        },
        "data_freshness": {"upload_frequency": {}, "description": {}},
        "acr": GAIN,
        "event_potential_aly_acr_increase": GAIN,
    },
    "offline": offline.SHAPE,
}  # fmt: skip
"""Every field that can be asked for. `dedupe_key_feedback` is right: Meta's own table misspells it."""

ESTIMATE = "An estimate of the emulator: Meta measures this, and nobody outside can."


def dataset_quality(sample: Sample, dataset: str) -> Shown:
    """All that can be asked of a dataset; `sample` holds the events of this dataset only."""
    web = [_event(quality, sample, dataset) for quality in match_qualities(sample)]
    return {"web": web, "offline": offline.offline(sample)}


def _event(quality: MatchQuality, sample: Sample, dataset: str) -> Shown:
    rules, name = load_quality(), quality.event_name
    server = [(event, fields) for event, fields in sample.website if event.event_name == name]
    browser = [(event, fields) for event, fields in sample.browser if event.event_name == name]
    shown = {
        "event_name": name,
        "event_match_quality": {
            "composite_score": round(quality.score, 1),
            "match_key_feedback": [_key(share, rules) for share in quality.keys if share.coverage],
            "diagnostics": _diagnostics(name, len(server), sample),
        },
        "event_coverage": _coverage(legs.covered(sample.actions, name, dataset), rules),
        "dedupe_key_feedback": [_dedupe_key(key, browser, server) for key in rules.dedupe_keys],
        "data_freshness": _freshness(legs.delay(server), rules),
        "acr": _percentage(0.0, "The emulator shows no ads, so no conversions are reported in addition."),
        "event_potential_aly_acr_increase": _gain(sum(advice.gain for advice in quality.advice)),
    }
    return {field: value for field, value in shown.items() if value is not None}


def _key(share: KeyShare, rules: QualityRules) -> Shown:
    return {
        "identifier": rules.keys[share.key].identifier,
        "coverage": {"percentage": round(share.coverage * 100, 1)},
        "potential_aly_acr_increase": _gain(share.gain),
    }


def _diagnostics(name: str, total: int, sample: Sample) -> list[Shown]:
    found = []
    for question in QUESTIONS:
        hits = [hit for hit in question.ask(sample) if getattr(hit.event, "event_name", None) == name]
        affected = len({hit.event.number for hit in hits if hit.event.source == "server"})
        if affected:
            words = {"name": question.key, "description": f"{question.title}. {question.trigger}"}
            counts = {"affected_event_count": affected, "total_event_count": total}
            found.append({**words, "solution": question.cure, "percentage": round(affected / total * 100, 1), **counts})
    return found


def _coverage(share: float | None, rules: QualityRules) -> Shown | None:
    if share is None:
        return None
    goal = rules.coverage.goal_percentage
    missing = max(0.0, goal / 100 - share)
    return {
        **_percentage(share, "Share of browser events with a server event that shares a deduplication key."),
        "goal_percentage": goal,
        "potential_aly_acr_increase": _percentage(missing, ESTIMATE),
    }


def _dedupe_key(key: str, browser: list[legs.Event], server: list[legs.Event]) -> Shown:
    both = legs.covered_by_key(key, browser, server)
    return {
        "dedupe_key": key,
        "browser_events_with_dedupe_key": _percentage(legs.with_key(key, browser), f"Browser events with {key}."),
        "server_events_with_dedupe_key": _percentage(legs.with_key(key, server), f"Server events with {key}."),
        "overall_browser_coverage_from_dedupe_key": _percentage(
            both, f"Browser events whose {key} the server sent too."
        ),
    }


def _freshness(seconds: float, rules: QualityRules) -> Shown:
    limits = rules.freshness_seconds.items()
    frequency = next((name for name, limit in limits if seconds <= limit), "weekly")
    return {"upload_frequency": frequency, "description": f"Half of the events arrive within {seconds:.0f} seconds."}


def _gain(points: float) -> Shown:
    """Points as a share of the most a score can be."""
    return _percentage(min(1.0, points / load_quality().most), ESTIMATE)


def _percentage(share: float, description: str) -> Shown:
    return {"percentage": round(share * 100, 1), "description": description}
