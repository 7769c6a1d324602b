"""Does an event know a click id and not send it?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.website:
        query = fields.event_source_url.partition("?")[2].partition("#")[0]
        if not fields.fbc and any(part.startswith("fbclid=") and len(part) > 7 for part in query.split("&")):
            yield Hit(event, "event_source_url holds a fbclid, and there is no fbc")


QUESTION = Question(
    key="click_id_missing",
    title="Send the click ID (fbc)",
    trigger="The address of a server event holds a fbclid, and the event has no fbc.",
    cure="Keep the _fbc cookie, or make fbc from the fbclid when it is first seen, and send it with every later event.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
