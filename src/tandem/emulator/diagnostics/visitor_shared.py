"""Do many people have one address and one browser?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.fields import Fields

PEOPLE = 5
"""So many people behind one address with one and the same browser are more likely a server."""

PERSON = ("em", "ph", "external_id")


def ask(sample: Sample) -> Iterator[Hit]:
    people: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for _, fields in sample.website:
        if who := _person(fields):
            people[_visitor(fields)].add(who)
    for event, fields in sample.website:
        number = len(people[_visitor(fields)]) if fields.client_ip_address else 0
        if number >= PEOPLE:
            yield Hit(event, f"{number} people with one client_ip_address and one client_user_agent")


def _visitor(fields: Fields) -> tuple[str, str]:
    return fields.client_ip_address, fields.client_user_agent


def _person(fields: Fields) -> str:
    return next((f"{key} {fields.user_data[key]}" for key in PERSON if fields.user_data.get(key)), fields.fbp)


QUESTION = Question(
    key="visitor_shared",
    title="Same client IP address and user agent for many people",
    trigger="Five or more people share one client_ip_address and one client_user_agent.",
    cure="Send the address and the user agent of the visitor, not those of the server or proxy that sends the event.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
