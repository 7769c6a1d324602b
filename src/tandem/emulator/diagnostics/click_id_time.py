"""Is the time in fbc the time of the click?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.received import Received

DAY = 86_400
LIFETIME = 90 * DAY
"""Seconds for which a click id is kept in the browser."""

TOLERANCE = 300
"""Seconds that two clocks may differ."""


def ask(sample: Sample) -> Iterator[Hit]:
    times: defaultdict[str, set[float]] = defaultdict(set)
    for event, click, made in _clicks(sample):
        times[click].add(made)
        if made - TOLERANCE > event.at:
            yield Hit(event, "fbc was made in the future")
        elif event.at - made > LIFETIME:
            yield Hit(event, f"fbc is {(event.at - made) / DAY:.0f} days old")
        elif len(times[click]) > 1:
            yield Hit(event, f"fbc was made anew: one click id has {len(times[click])} times of creation")


def _clicks(sample: Sample) -> Iterator[tuple[Received, str, float]]:
    """Each event with a readable fbc: the click id and the second in which it was first seen."""
    for event, fields in sample.events:
        parts = fields.fbc.split(".")
        if len(parts) == 4 and parts[2].isdecimal():
            yield event, parts[3], int(parts[2]) / 1000


QUESTION = Question(
    key="click_id_time",
    title="fbc does not tell when the click happened",
    trigger="The time in fbc lies in the future or more than 90 days back, or differs between events of one click.",
    cure="Make fbc once, when the click id is first seen, in milliseconds; keep it, and send that one ever after.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
