"""Is a standard event sent under a name that Meta takes for a custom one?"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from tandem.emulator.diagnostics.question import Hit, Question, Sample

CLOSE = 0.88
"""How alike two names must be, 0 to 1, to be taken for a slip of the pen."""


def ask(sample: Sample) -> Iterator[Hit]:
    plain = {_plain(name): name for name in sample.rules.standard_events}
    meant: dict[str, str | None] = dict.fromkeys(sample.rules.known_events)
    for event, _ in sample.events:
        name = event.event_name
        if name not in meant:
            meant[name] = _nearest(name, plain)
        if standard := meant[name]:
            yield Hit(event, f"{name!r} is not a standard event; {standard!r} is")


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def _nearest(name: str, plain: dict[str, str]) -> str | None:
    found = get_close_matches(_plain(name), plain, n=1, cutoff=CLOSE)
    return plain[found[0]] if found else None


QUESTION = Question(
    key="event_misspelt",
    title="Unknown spelling of a standard event",
    trigger="An event name differs from a standard one only in capitals, separators or a letter or two.",
    cure="Use Meta's exact spelling: AddToCart, not add_to_cart. Names are case-sensitive.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
