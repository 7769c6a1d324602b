"""Do many people come by one click?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.people import SEVERAL, number_of_people
from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.fields import Fields


def ask(sample: Sample) -> Iterator[Hit]:
    told: defaultdict[str, list[Fields]] = defaultdict(list)
    for _, fields in sample.events:
        told[fields.fbc].append(fields)
    people = {fbc: number_of_people(events) for fbc, events in told.items() if fbc}
    for event, fields in sample.events:
        if people.get(fields.fbc, 0) >= SEVERAL:
            yield Hit(event, f"{people[fields.fbc]} people with one fbc")


QUESTION = Question(
    key="click_id_shared",
    title="Same fbc for many people",
    trigger="Five or more people share one fbc, which belongs to one click of one person.",
    cure="Read fbc from the visitor's own cookie, and keep it out of pages that are cached.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
