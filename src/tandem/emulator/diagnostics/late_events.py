"""Do server events come while they are still of use?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

LATE = 3600
"""Seconds. Meta asks for real time or at most an hour."""


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.website:
        age = event.at - (fields.event_time or event.at)
        if age > LATE:
            yield Hit(event, f"received {age / 3600:.1f} hours after it happened")


QUESTION = Question(
    key="late_events",
    title="Events are not sent in real time",
    trigger="A website event reaches the server edge more than an hour after its event_time.",
    cure="Send events as they happen. After two hours delivery suffers, after a day attribution does.",
    severity="notice",
    evidence="documented",
    ask=ask,
)
