"""Do two legs that belong together carry ids that only look alike?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.received import Received


def ask(sample: Sample) -> Iterator[Hit]:
    alone = [action.first for action in sample.actions if action.second is None and action.first.event_id]
    browser = {_alike(event): event for event in alone if event.source == "browser"}
    for server in (event for event in alone if event.source == "server"):
        if twin := browser.get(_alike(server)):
            yield Hit(server, f"server {server.event_id!r}, browser {twin.event_id!r}")


def _alike(event: Received) -> tuple[str, str]:
    """The id without what is most often lost on the way: capitals, separators, leading zeros."""
    letters = "".join(char if char.isalnum() else " " for char in (event.event_id or "").lower())
    return event.event_name, " ".join(word.lstrip("0") or "0" for word in letters.split())


QUESTION = Question(
    key="ids_differ",
    title="Browser and server ids look alike but are not equal",
    trigger="The ids of a browser and a server event differ only in capitals, separators or leading zeros.",
    cure="Treat ids as text on both legs. An order number that passes through a number type loses its leading zeros.",
    severity="problem",
    evidence="ours",
    ask=ask,
)
