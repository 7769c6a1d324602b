"""Does one page send to several pixels?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.received import Received


def ask(sample: Sample) -> Iterator[Hit]:
    datasets: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    events = [(event, _page(event, fields.event_source_url)) for event, fields in sample.browser]
    for event, page in events:
        datasets[page].add(event.arrival.dataset)
    for event, page in events:
        if len(datasets[page]) > 1:
            yield Hit(event, f"one page sends {event.event_name} to {len(datasets[page])} pixels")


def _page(event: Received, url: str) -> tuple[str, ...]:
    return event.arrival.address, event.arrival.agent, url, event.event_name


QUESTION = Question(
    key="pixels_several",
    title="Multiple pixels on one page",
    trigger="One visitor sends the same event from the same page to more than one pixel.",
    cure="Name the pixel with fbq('trackSingle'), unless every pixel is meant to have the event.",
    severity="notice",
    evidence="observed",
    ask=ask,
)
