"""Does a website event say on which page it happened?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.website:
        if not fields.event_source_url:
            yield Hit(event, "a server event from a website without event_source_url")


QUESTION = Question(
    key="source_url_missing",
    title="Website events without event_source_url",
    trigger="A server event with action_source website has no event_source_url.",
    cure="Send the address of the page on which the visitor acted, as the browser knew it then.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
