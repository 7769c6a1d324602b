"""Was the event id put among the custom data, where deduplication does not look?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

SPELLINGS = frozenset({"event_id", "eventid", "eid"})


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.events:
        for key in fields.custom_data:
            if key.lower() in SPELLINGS:
                yield Hit(event, f"custom_data.{key} is set; event_id is {'set too' if event.event_id else 'not set'}")


QUESTION = Question(
    key="event_id_misplaced",
    title="event_id is inside custom_data",
    trigger="custom_data, or the third argument of fbq('track'), holds an event id.",
    cure="Put it beside event_name on the server, and into the fourth argument of fbq('track') in the browser.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
