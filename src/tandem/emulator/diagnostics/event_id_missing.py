"""Does an event that travels both ways lack the id that would make it one?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    names = {event.event_name for event, _ in sample.browser} & {event.event_name for event, _ in sample.server}
    for event, _ in sample.events:
        if event.event_name in names and not event.event_id:
            yield Hit(event, f"a {event.source} {event.event_name} without event_id, though the name arrives both ways")


QUESTION = Question(
    key="event_id_missing",
    title="Events are not deduplicated: event_id is missing on one leg",
    trigger="An event name arrives from browser and server, and an event of that name carries no event_id.",
    cure="Send the same id on both legs: eventID in the fourth argument of fbq('track'), event_id on the server.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
