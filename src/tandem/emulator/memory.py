"""
What the emulator remembers: events, actions, refusals, requests, and the counts that stay true for ever.

The lists are bounded, newest kept; the counts are not lists and stay exact. An action that is forgotten can no
longer meet a twin: a duplicate that comes `keep` actions later counts again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any

from tandem.emulator.actions import Action, Deduplication
from tandem.emulator.received import Received, Rejected
from tandem.emulator.rules import DedupRules
from tandem.emulator.tally import Tallies

REJECTED_KEPT = 1_000
REQUESTS_KEPT = 1_000


class Memory:
    """One dataset owner's view of Meta. Not shared between threads."""

    def __init__(self, rules: DedupRules, keep: int) -> None:
        self._rules, self._keep = rules, keep
        self.clear()

    def clear(self) -> None:
        """Forget everything, as if just started."""
        self._event_numbers, self._action_numbers = count(1), count(1)
        self._dedup = Deduplication(self._rules, self._action_numbers.__next__)
        self.events: deque[Received] = deque(maxlen=self._keep)
        self.actions: dict[int, Action] = {}
        self.tallies = Tallies()
        self.rejected: deque[Rejected] = deque(maxlen=REJECTED_KEPT)
        self._twins: dict[tuple[str, ...], None] = {}
        self.leads: dict[str, dict[str, Any]] = {}
        self.requests: deque[dict[str, Any]] = deque(maxlen=REQUESTS_KEPT)

    def next_number(self) -> int:
        """The number of the event that is about to be kept."""
        return next(self._event_numbers)

    def keep(self, event: Received) -> None:
        """Remember an accepted event, and sort it into its action."""
        action, is_new = self._dedup.place(event)
        self.events.append(event)
        self.tallies.add(event, is_new)
        if is_new:
            self._remember(action)

    def reject(self, refused: Rejected) -> None:
        """Remember a refused batch."""
        self.rejected.append(refused)
        self.tallies.rejected += 1

    def remember_twin(self, key: tuple[str, ...]) -> None:
        """A browser event was told a second time. Bounded like the events; the oldest goes first."""
        self._twins[key] = None
        if len(self._twins) > self._keep:
            del self._twins[next(iter(self._twins))]

    def has_twin(self, key: tuple[str, ...]) -> bool:
        return key in self._twins

    def newest_actions(self) -> Iterator[Action]:
        """The actions that are remembered, newest first."""
        return reversed(self.actions.values())

    def _remember(self, action: Action) -> None:
        self.actions[action.number] = action
        oldest = self.actions.pop(action.number - self._keep, None)  # numbers are consecutive: no search
        if oldest:
            self._dedup.forget(oldest)
