"""
Counting refusals. Each one is answered at once and counted here; once a second the counts become journal entries, so
that a flood of bad requests costs one entry per reason and not one per request.
"""

from __future__ import annotations

import re
from collections import Counter

from tandem.event import entry
from tandem.event.entry import Refusals
from tandem.event.errors import Refusal
from tandem.event.outcome import Reason
from tandem.journal.contract import Journal
from tandem.kit.clock import Clock

KINDS_LIMIT = 200
"""How many different refusals are told apart within a second; the rest are counted by reason alone."""

_PLAIN = re.compile(r"[a-z_.\[\]]{1,64}")
_INDEX = re.compile(r"\[\d+\]")

Kind = tuple[str, str, Reason, str]


class Tally:
    """Lives in the acceptor's loop; no locks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: Counter[Kind] = Counter()
        self._latest: dict[Kind, Refusal] = {}

    def count(self, site: str, source: str, refusal: Refusal) -> None:
        kind = (site, source, refusal.reason, _safe(refusal.field))
        if kind not in self._counts and len(self._counts) >= KINDS_LIMIT:
            kind = (site, source, refusal.reason, "other")
        self._counts[kind] += 1
        self._latest[kind] = refusal

    async def flush(self, journal: Journal) -> None:
        """Write down what was counted since the last time. Raises `NotDurable`; the counts are kept then."""
        counts, latest = self._counts, self._latest
        if not counts:
            return
        now = self._clock()
        rows = [
            Refusals(
                site=site,
                source=source,
                reason=reason,
                field=field,
                problem=_safe_problem(latest[kind]),
                cure=latest[kind].cure,
                count=count,
                received_at=now,
            )
            for kind, count in counts.items()
            for site, source, reason, field in [kind]
        ]
        self._counts, self._latest = Counter(), {}
        try:
            await journal.append([entry.encode(row) for row in rows])
        except Exception:
            self._counts.update(counts)
            self._latest = {**latest, **self._latest}
            raise


def _safe(field: str) -> str:
    """A field's path without list positions. A name that the sender made up may be personal: it is not kept."""
    path = _INDEX.sub("[]", field)
    return path if _PLAIN.fullmatch(path) else "other"


def _safe_problem(refusal: Refusal) -> str:
    return refusal.problem.partition(" (")[0]
