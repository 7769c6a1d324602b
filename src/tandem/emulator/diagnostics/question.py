"""What a diagnostic is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from tandem.emulator.actions import Action
from tandem.emulator.fields import Fields, fields_of
from tandem.emulator.received import Received, Rejected
from tandem.emulator.rules import Rules

Severity = Literal["problem", "notice"]
"""A problem costs conversions or counts them wrongly; a notice is an improvement Meta suggests."""

Evidence = Literal["documented", "observed", "ours"]
"""Whether Meta documents this diagnostic, users report it, or it is Tandem's own."""


class Hit(msgspec.Struct, frozen=True):
    """One event that is affected, accepted or refused, and in what way. Holds no personal data."""

    event: Received | Rejected
    detail: str


class Sample:
    """The events, actions and refusals that are looked at, read once. `now` is Unix seconds."""

    def __init__(
        self,
        events: Sequence[Received],
        actions: Sequence[Action],
        rules: Rules,
        now: float,
        refused: Sequence[Rejected] = (),
    ) -> None:
        self.rules, self.now, self.refused = rules, now, refused
        self.events = [(event, fields_of(event, rules)) for event in events]
        self._actions = actions

    @property
    def browser(self) -> Iterator[tuple[Received, Fields]]:
        return ((event, fields) for event, fields in self.events if event.source == "browser")

    @property
    def server(self) -> Iterator[tuple[Received, Fields]]:
        return ((event, fields) for event, fields in self.events if event.source == "server")

    @property
    def website(self) -> Iterator[tuple[Received, Fields]]:
        """Server events that say they come from a website."""
        return ((event, fields) for event, fields in self.server if fields.action_source == "website")

    @property
    def actions(self) -> Sequence[Action]:
        return self._actions

    @property
    def pairs(self) -> Iterator[tuple[Received, Fields, Fields]]:
        """The server event of each complete pair, with the fields of its browser leg and its own."""
        for action in self._actions:
            browser, server = action.leg("browser"), action.leg("server")
            if browser and server and browser.number in self._fields and server.number in self._fields:
                yield server, self._fields[browser.number], self._fields[server.number]

    @cached_property
    def _fields(self) -> dict[int, Fields]:
        return {event.number: fields for event, fields in self.events}


class Question(msgspec.Struct, frozen=True):
    """
    One diagnostic. `ask` finds the events that are affected.

    `trigger` says when it fires and `cure` what to do, each in a sentence for the person who runs the site.
    """

    key: str
    title: str
    trigger: str
    cure: str
    severity: Severity
    evidence: Evidence
    ask: Callable[[Sample], Iterable[Hit]]
