"""How many browser events have a server twin?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.actions import Action
from tandem.emulator.diagnostics.question import Hit, Question, Sample

GOAL = 0.75
FEWEST = 5
"""With fewer browser events than this a share says nothing."""

PATIENCE = 120
"""Seconds that a server twin is given to arrive before it is missed."""


def ask(sample: Sample) -> Iterator[Hit]:
    names = {event.event_name for event, _ in sample.server}
    by_name: defaultdict[str, list[Action]] = defaultdict(list)
    for action in sample.actions:
        browser = action.leg("browser")
        if browser and browser.event_name in names and sample.now - browser.at > PATIENCE:
            by_name[browser.event_name].append(action)
    for name, actions in by_name.items():
        yield from _missed(name, actions)


def _missed(name: str, actions: list[Action]) -> Iterator[Hit]:
    alone = [action.first for action in actions if action.leg("server") is None]
    share = 1 - len(alone) / len(actions)
    if len(actions) >= FEWEST and share < GOAL:
        detail = f"{share:.0%} of browser {name} events have a server twin; the goal is {GOAL:.0%}"
        yield from (Hit(event, detail) for event in alone)


QUESTION = Question(
    key="low_coverage",
    title="Low share of browser events covered by the server",
    trigger="Of an event name that arrives both ways, fewer than 75% of the browser events have a server twin.",
    cure="Send the event from the server for every order, not only for those that reach a certain page.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
