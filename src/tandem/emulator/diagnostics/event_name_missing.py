"""Does an event arrive without a name?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for refused in sample.refused:
        if refused.rule == "field_missing" and refused.about.get("field") in ("event_name", "ev"):
            yield Hit(refused, f"a {refused.source} event without a name was dropped")


QUESTION = Question(
    key="event_name_missing",
    title="Send valid event_name",
    trigger="An event has no name, from the browser or from the server. It is dropped.",
    cure="Give every event a name: a standard one where there is one, else your own.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
