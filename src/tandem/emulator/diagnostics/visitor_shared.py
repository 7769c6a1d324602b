"""Do many people have one address and one browser?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.people import SEVERAL, number_of_people
from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.fields import Fields


def ask(sample: Sample) -> Iterator[Hit]:
    told: defaultdict[tuple[str, str], list[Fields]] = defaultdict(list)
    for _, fields in sample.website:
        told[_visitor(fields)].append(fields)
    people = {visitor: number_of_people(events) for visitor, events in told.items()}
    for event, fields in sample.website:
        number = people[_visitor(fields)] if fields.client_ip_address else 0
        if number >= SEVERAL:
            yield Hit(event, f"{number} people with one client_ip_address and one client_user_agent")


def _visitor(fields: Fields) -> tuple[str, str]:
    return fields.client_ip_address, fields.client_user_agent


QUESTION = Question(
    key="visitor_shared",
    title="Same client IP address and user agent for many people",
    trigger="Five or more people share one client_ip_address and one client_user_agent.",
    cure="Send the address and the user agent of the visitor, not those of the server or proxy that sends the event.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
