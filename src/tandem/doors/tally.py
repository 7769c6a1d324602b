"""
Counting refusals, and the messages of sources. Each is answered at once and counted here; once a second the counts
become journal entries, so that a flood of bad requests costs one entry per reason and not one per request.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from tandem.event import entry
from tandem.event.entry import Entry, Heard, Refusals
from tandem.event.errors import Refusal
from tandem.event.outcome import Reason
from tandem.journal.contract import Journal
from tandem.kit.clock import Clock

KINDS_LIMIT = 200
"""How many different refusals are told apart within a second; the rest are counted by reason alone."""

_PLAIN = re.compile(r"[a-z_.\[\]-]{1,60}(?:-\d{1,3})?")
_INDEX = re.compile(r"\[\d+\]")

Kind = tuple[str, str, Reason, str]


class Tally:
    """Lives in the acceptor's loop; no locks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: Counter[Kind] = Counter()
        self._latest: dict[Kind, Refusal] = {}
        self._heard: Counter[tuple[str, str]] = Counter()

    def hear(self, site: str, source: str) -> None:
        """A source told something of its own."""
        self._heard[site, source] += 1

    def count(self, site: str, source: str, refusal: Refusal) -> None:
        kind = (site, source, refusal.reason, _safe(refusal.field))
        if kind not in self._counts and len(self._counts) >= KINDS_LIMIT:
            kind = (site, source, refusal.reason, "other")
        self._counts[kind] += 1
        self._latest[kind] = refusal

    async def flush(self, journal: Journal) -> None:
        """Write down what was counted since the last time. Raises `NotDurable`; the counts are kept then."""
        counts, latest, heard = self._counts, self._latest, self._heard
        if not counts and not heard:
            return
        now = self._clock()
        rows: list[Entry] = [*_refusals(counts, latest, now), *_signs(heard, now)]
        self._counts, self._latest, self._heard = Counter(), {}, Counter()
        try:
            await journal.append([entry.encode(row) for row in rows])
        except Exception:
            self._counts.update(counts)
            self._latest = {**latest, **self._latest}
            self._heard.update(heard)
            raise


def _refusals(counts: Counter[Kind], latest: Mapping[Kind, Refusal], now: datetime) -> Iterator[Refusals]:
    for kind, count in counts.items():
        site, source, reason, field = kind
        yield Refusals(
            site=site,
            source=source,
            reason=reason,
            field=field,
            problem=_safe_problem(latest[kind]),
            cure=latest[kind].cure,
            count=count,
            received_at=now,
        )


def _signs(heard: Counter[tuple[str, str]], now: datetime) -> Iterator[Heard]:
    for (site, source), count in heard.items():
        yield Heard(site=site, source=source, count=count, received_at=now)


def _safe(field: str) -> str:
    """A field's path without list positions. A name that the sender made up may be personal: it is not kept."""
    path = _INDEX.sub("[]", field)
    return path if _PLAIN.fullmatch(path) else "other"


def _safe_problem(refusal: Refusal) -> str:
    return refusal.problem.partition(" (")[0]
