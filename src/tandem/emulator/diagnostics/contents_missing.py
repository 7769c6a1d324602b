"""Can a catalogue tell which product it was?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.fields import Fields

NAMED = ("content_ids", "contents")
WANTED = frozenset({"ViewContent", "AddToCart", "Purchase"})


def ask(sample: Sample) -> Iterator[Hit]:
    if not any(_names_products(fields) for _, fields in sample.events):
        return  # a site without a catalogue
    for event, fields in sample.events:
        if event.event_name in WANTED and not _names_products(fields):
            yield Hit(event, f"{event.event_name} without content_ids and contents, while other events have them")


def _names_products(fields: Fields) -> bool:
    return any(fields.custom_data.get(name) for name in NAMED)


QUESTION = Question(
    key="contents_missing",
    title="Catalogue events do not name their products",
    trigger="ViewContent, AddToCart or Purchase has no content_ids and no contents, while other events of the site do.",
    cure="Send the ids of the catalogue, written exactly as there, and content_type product.",
    severity="notice",
    evidence="documented",
    ask=ask,
)
