"""Does the Pixel send an event of the site's own as if it were one of Meta's?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

STANDARD_ONLY = frozenset({"0", "1"})
"""`tm` of `track` and of `trackSingle`. Older versions of the library do not say it."""


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.browser:
        if fields.other.get("tm") in STANDARD_ONLY and event.event_name not in sample.rules.known_events:
            yield Hit(event, f"{event.event_name!r} is no standard event, and was sent by track or trackSingle")


QUESTION = Question(
    key="event_nonstandard",
    title="Non-standard event sent with track",
    trigger="A page sends an event that Meta does not define with fbq('track') or fbq('trackSingle').",
    cure="Use trackCustom or trackSingleCustom for a name of your own.",
    severity="notice",
    evidence="observed",
    ask=ask,
)
