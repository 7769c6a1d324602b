"""Does one leg send the same event twice?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for action in sample.actions:
        event = action.first
        if action.repeat_of is not None:
            yield Hit(event, f"the {event.source} sent event_id {event.event_id} again; it was counted again")


QUESTION = Question(
    key="event_id_repeated",
    title="One leg sends the same event_id more than once",
    trigger="Two events of one source share event name and event_id inside 48 hours. Meta promises to merge a "
    "browser event with a server event only.",
    cure="Make each leg send once. Look for a page that is reloaded, or cached with its id, and for a blind retry.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
