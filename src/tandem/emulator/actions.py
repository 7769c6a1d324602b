"""
Deduplication: which events are one thing that happened.

An *action* is what Meta counts: one event and those that were found to be the same. In most cases that is one browser
and one server event which share dataset, event name and event id, received within 48 hours. So the number of actions
is the number of events counted. Of a pair the first received survives, unless both came within five minutes: then the
browser's does. By what an event can be the same as another is said in `bonds.py`.

A second event of one source with the same id is a *repeat*. Meta promises nothing about repeats; `dedup.json` says
what is done with them here. Source: https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tandem.emulator.received import Bond, Key, Received, Source
from tandem.emulator.rules import DedupRules


class Action(msgspec.Struct, gc=False):
    """
    One counted thing and the events that speak of it. It changes in one way only: a twin may join.

    `survivor` is the source whose event is kept. `merged` counts the repeats that were discarded.
    `repeat_of` is the number of the action that a counted repeat should have been part of.
    `met_by` is the kind of bond by which the last duplicate was recognised.
    """

    number: int
    first: Received
    survivor: Source
    second: Received | None = None
    merged: int = 0
    repeat_of: int | None = None
    met_by: str | None = None

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
        self._open: dict[Key, tuple[Action, float]] = {}

    def place(self, event: Received) -> tuple[Action, bool]:
        """The action this event belongs to, and whether the event is new (counted) rather than a duplicate."""
        for bond in event.bonds:
            if action := self._met(bond, event):
                return self._again(action, bond, event)
        action = Action(self._number(), event, event.source)
        self._offer(action, event)
        return action, True

    def forget(self, action: Action) -> None:
        """Later events no longer meet this action."""
        legs = (action.first, action.second)
        for key in (bond.key for leg in legs if leg for bond in leg.bonds):
            if key in self._open and self._open[key][0] is action:
                del self._open[key]

    def _met(self, bond: Bond, event: Received) -> Action | None:
        """The action that this bond leads to, if it is still open."""
        action, since = self._open.get(bond.key, (None, 0.0)) if bond.seeks else (None, 0.0)
        if action is None or event.at - since > bond.window:
            return None
        browser = action.leg("browser") or action.first
        told_apart = bond.without_ids and browser.event_id and event.event_id
        return None if told_apart else action

    def _again(self, action: Action, bond: Bond, event: Received) -> tuple[Action, bool]:
        """A twin joins; a repeat is discarded, or counts once more."""
        is_twin = action.second is None and action.first.source != event.source
        if not is_twin and bond.repeats == "count":
            return Action(self._number(), event, event.source, repeat_of=action.number), True
        action.met_by = bond.key[0]
        if is_twin:
            self._join(action, event)
        else:
            action.merged += 1
        return action, False

    def _join(self, action: Action, twin: Received) -> None:
        action.second = twin
        if twin.source == "browser" and twin.at - action.first.at <= self._rules.browser_favoured_seconds:
            action.survivor = "browser"
        self._offer(action, twin)

    def _offer(self, action: Action, event: Received) -> None:
        """Later events may meet this one. A key that leads here already keeps its time: windows are not prolonged."""
        for bond in event.bonds:
            if bond.offers and self._open.get(bond.key, (None,))[0] is not action:
                self._open[bond.key] = (action, event.at)
