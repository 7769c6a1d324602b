"""The figures of the Overview page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.fields import APART, Fields
from tandem.emulator.meta import Meta
from tandem.emulator.sandbox.findings import findings, newest_sample
from tandem.emulator.tally import SLICE, Tallies

SPANS = (600, 3_600, 21_600, 172_800)
"""Seconds that the chart may cover: the shortest that holds the whole story is taken."""

BARS = 60


def overview(meta: Meta) -> dict[str, Any]:
    """Totals, per event name, over time, and which match keys arrive."""
    tallies, now = meta.memory.tallies, meta.clock()
    by_name = sorted(tallies.by_event.items(), key=lambda item: (-item[1].received, item[0]))
    return {
        "now": now,
        "total": msgspec.to_builtins(tallies.total()) | {"rejected": tallies.rejected},
        "by_event": [{"event_name": name} | msgspec.to_builtins(tally) for name, tally in by_name],
        "slices": slices(tallies, now),
        "match_keys": match_keys(newest_sample(meta), meta),
        "findings": sum(finding["count"] > 0 for finding in findings(meta)),
    }


def slices(tallies: Tallies, now: float) -> list[dict[str, float]]:
    """Sixty bars up to now, oldest first."""
    oldest = next(iter(tallies.slices), now)
    span = next((span for span in SPANS if now - oldest < span), SPANS[-1])
    width = max(SLICE, span // BARS)
    last = int(now) // width * width
    bars = {last - width * back: {"browser": 0, "server": 0} for back in reversed(range(BARS))}
    for at, tally in tallies.slices.items():
        if bar := bars.get(at // width * width):
            bar["browser"] += tally.browser
            bar["server"] += tally.server
    return [{"at": at, **bar} for at, bar in bars.items()]


def match_keys(sample: Sample, meta: Meta) -> list[dict[str, Any]]:
    """The share of events, 0 to 1, of each source that carries each key; the most common first."""
    shares = {"browser": _shares(f for _, f in sample.browser), "server": _shares(f for _, f in sample.server)}
    names = meta.rules.identity.names
    usual = {key: place for place, key in enumerate(names)}
    given = shares["browser"].keys() | shares["server"].keys()
    keys = sorted(given, key=lambda key: (-shares["server"].get(key, 0), usual.get(key, len(usual)), key))
    return [
        {"key": key, "name": names.get(key, key), **{source: share.get(key, 0) for source, share in shares.items()}}
        for key in keys
    ]


def _shares(events: Iterable[Fields]) -> dict[str, float]:
    seen, total = Counter[str](), 0
    for fields in events:
        total += 1
        seen.update(key for key, value in fields.user_data.items() if value not in (None, "", []))
        seen.update(key for key in APART if getattr(fields, key))
    return {key: number / total for key, number in seen.items()}
