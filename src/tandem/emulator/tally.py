"""Counts that are kept while events come in, so that reading them costs nothing."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from tandem.emulator.received import Received

SLICE = 10
"""Seconds: the grain of the chart over time."""

SLICES_KEPT = 48 * 3600 // SLICE


class Tally(msgspec.Struct):
    """What became of the events of one name. `counted` is `received` less `deduplicated`."""

    counted: int = 0
    received: int = 0
    deduplicated: int = 0
    browser: int = 0
    server: int = 0

    def add(self, source: str, is_new: bool) -> None:
        self.received += 1
        self.counted += is_new
        self.deduplicated += not is_new
        self.browser += source == "browser"
        self.server += source == "server"


class Tallies:
    """The counts of one emulator since its start or its last reset."""

    def __init__(self) -> None:
        self.by_event: defaultdict[str, Tally] = defaultdict(Tally)
        self.slices: dict[int, Tally] = {}
        self.rejected = 0

    def add(self, event: Received, is_new: bool) -> None:
        self.by_event[event.event_name].add(event.source, is_new)
        self._slice(int(event.at) // SLICE * SLICE).add(event.source, is_new)

    def total(self) -> Tally:
        """The sum over all event names."""
        tallies = self.by_event.values()
        return Tally(**{field: sum(getattr(t, field) for t in tallies) for field in Tally.__struct_fields__})

    def _slice(self, at: int) -> Tally:
        if at not in self.slices:
            self.slices[at] = Tally()
        if len(self.slices) > SLICES_KEPT:
            del self.slices[next(iter(self.slices))]
        return self.slices[at]
