"""What is wrong with a source: it has fallen silent, it is not understood, it does not answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from tandem.ledger.asking import AskingRow, What
from tandem.ledger.reports.sources import Refusing, SourceRow

Kind = Literal["source_silent", "source_refused", "poll_failing"]

USUAL = 2.0
"""Silent for so many times its habit."""

LEAST = timedelta(hours=3)
"""The shortest silence that is told of by itself: the books know a source's habit by the hour."""

FEW = 5
"""So few refusals are nobody's worry: anybody can post to an address."""

PATIENCE = timedelta(hours=1)
"""How long a source may be down or busy when it is asked: it usually comes back by itself."""


ASKED: Mapping[What, str] = {
    "poll": "cannot be asked for what its messages lost",
    "lookup": "cannot be asked for what its messages only name",
}
CURES: Mapping[What, str] = {
    "poll": "Nothing is lost by that: once mended, the asking goes on from where it was.",
    "lookup": "They wait; after `lookup-hours` they are told with what is known without: docs/sources/asking.md.",
}


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """One source, and what its settings say of watching it."""

    row: SourceRow
    silent_hours: float | None = None
    """As in `[[site.source]]`: None, by its habit; 0, never."""
    is_asked: bool = False


Told = tuple[Kind, str, str]
"""Kind, subject, text."""


def source_findings(source: Watched, now: datetime, share: float) -> Iterator[Told]:
    """`share`: of what it tells, so much may be refused."""
    yield from _silent(source, now)
    if source.row.refusing is not None:
        yield from _refused(source.row, source.row.refusing, share)
    for row in source.row.asking if source.is_asked else ():
        yield from _failing(row, now)


def _silent(source: Watched, now: datetime) -> Iterator[Told]:
    limit, heard_at = patience(source), source.row.heard_at
    if limit is None or heard_at is None or now - heard_at <= limit:
        return
    usual = f" It is silent for {source.row.habit:g} hours at most, as a rule." if source.row.habit else ""
    asked = " What it tells when asked comes in meanwhile." if source.is_asked else ""
    cure = "Look at its webhooks: many senders switch them off after failures. docs/sources has its page."
    name, since = source.row.source, f"{heard_at:%Y-%m-%d %H:%M} UTC"
    yield "source_silent", name, f"{name} has told nothing since {since}.{usual}{asked} {cure}"


def patience(source: Watched) -> timedelta | None:
    """How long it may be silent; None: as long as it likes."""
    if source.silent_hours is not None:
        return timedelta(hours=source.silent_hours) if source.silent_hours else None
    return None if source.row.habit is None else max(LEAST, timedelta(hours=source.row.habit * USUAL))


def _refused(row: SourceRow, refusing: Refusing, share: float) -> Iterator[Told]:
    told = refusing.count + row.lately
    if refusing.count < FEW or refusing.count <= told * share:
        return
    most = f"mostly because it {refusing.problem}" if refusing.problem else f"mostly as {refusing.reason}"
    text = f"{refusing.count} of {told} messages of {row.source} were refused within six hours, {most}. {refusing.cure}"
    yield "source_refused", row.source, text


def _failing(row: AskingRow, now: datetime) -> Iterator[Told]:
    failing = row.failing
    if failing is None or (not failing.denied and now - failing.since <= PATIENCE):
        return
    begun = f"Since {failing.since:%Y-%m-%d %H:%M} UTC"
    yield "poll_failing", row.source, f"{begun} {row.source} {ASKED[row.what]}: {failing.problem}. {CURES[row.what]}"
