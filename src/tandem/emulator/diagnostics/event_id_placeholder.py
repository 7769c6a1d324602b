"""Is the event id a word that says there is none?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

WORDS = frozenset({"undefined", "null", "none", "nan", "[object object]", "{{event_id}}"})


def ask(sample: Sample) -> Iterator[Hit]:
    for event, _ in sample.events:
        if event.event_id is not None and event.event_id.strip().lower() in WORDS:
            yield Hit(event, f"event_id is {event.event_id!r}")


QUESTION = Question(
    key="event_id_placeholder",
    title="event_id is a placeholder",
    trigger="The event_id reads undefined, null, [object Object] or the like, so that unrelated events look like one.",
    cure="Find the variable that is empty where the id is made. No id is better than one that all events share.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
