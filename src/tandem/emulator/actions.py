"""
Deduplication: which events are one thing that happened.

An *action* is what Meta counts: one event, or one browser and one server event that share dataset, event name and
event id and were received within the window (48 hours from the first). So the number of actions is the number of
events counted. Of a pair the first received survives, unless both came within five minutes: then the browser's does.

A second event of one source with the same id is a *repeat*. Meta promises nothing about repeats; `dedup.json` says
what is done with them here. Source: https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tandem.emulator.received import Key, Received, Source
from tandem.emulator.rules import DedupRules, Repeats


class Action(msgspec.Struct, gc=False):
    """
    One counted thing and the events that speak of it. It changes in one way only: a twin may join.

    `survivor` is the source whose event is kept. `merged` counts the repeats that were discarded.
    `repeat_of` is the number of the action that a counted repeat should have been part of.
    """

    number: int
    first: Received
    survivor: Source
    second: Received | None = None
    merged: int = 0
    repeat_of: int | None = None

    def leg(self, source: Source) -> Received | None:
        """The event that came from this source, if one did."""
        if self.first.source == source:
            return self.first
        return self.second

    @property
    def kept(self) -> Received:
        """The event that is counted."""
        return self.leg(self.survivor) or self.first


class Deduplication:
    """Sorts events into actions, in the order of their receipt."""

    def __init__(self, rules: DedupRules, number: Callable[[], int]) -> None:
        self._rules = rules
        self._number = number
        self._open: dict[Key, Action] = {}

    def place(self, event: Received) -> tuple[Action, bool]:
        """The action this event belongs to, and whether the event is new (counted) rather than a duplicate."""
        action = self._open.get(event.key) if event.key else None
        if action is None or event.at - action.first.at > self._window(event):
            return self._begin(event), True
        if action.second is None and action.first.source != event.source:
            self._join(action, event)
            return action, False
        if self._on_repeat(event) == "merge":
            action.merged += 1
            return action, False
        return Action(self._number(), event, event.source, repeat_of=action.number), True

    def forget(self, action: Action) -> None:
        """Later events no longer meet this action."""
        key = action.first.key
        if key and self._open.get(key) is action:
            del self._open[key]

    def _begin(self, event: Received) -> Action:
        action = Action(self._number(), event, event.source)
        if event.key:
            self._open[event.key] = action
        return action

    def _join(self, action: Action, twin: Received) -> None:
        action.second = twin
        if twin.source == "browser" and twin.at - action.first.at <= self._rules.browser_favoured_seconds:
            action.survivor = "browser"

    def _window(self, event: Received) -> int:
        return self._rules.offline.window_seconds if event.offline else self._rules.window_seconds

    def _on_repeat(self, event: Received) -> Repeats:
        if event.offline:
            return self._rules.offline.repeats
        return self._rules.repeats.browser if event.source == "browser" else self._rules.repeats.server
