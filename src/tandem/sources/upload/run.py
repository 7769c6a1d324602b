"""An upload, from the first row to the last: what is fit goes out in lists, what became of each row is noted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tandem.sources.upload.report import Report
from tandem.sources.upload.row import Ready, Unfit
from tandem.sources.upload.send import Courier

AT_ONCE = 200
"""Rows in one request: with what a row may hold, far below what the door takes."""


def check(rows: Iterable[Ready | Unfit], before: Collection[str], report: Report) -> None:
    """The dry run: what would be sent, and what not."""
    for row in _new(rows, before, report):
        report.note(row.number, "ready", row.mark, row.dropped)


async def send(rows: Iterable[Ready | Unfit], before: Collection[str], report: Report, courier: Courier) -> None:
    """Raises `GaveUp`; what was taken until then is noted."""
    chunk: list[Ready] = []
    for row in _new(rows, before, report):
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            await _post(chunk, report, courier)
            chunk = []
    if chunk:
        await _post(chunk, report, courier)


def _new(rows: Iterable[Ready | Unfit], before: Collection[str], report: Report) -> Iterator[Ready]:
    """Rows that are fit, that no earlier upload has brought, and whose id no earlier row has."""
    seen: set[int] = set()
    for row in rows:
        if isinstance(row, Unfit):
            report.note(row.number, "refused", row.mark, [row.refusal])
        elif row.mark in before:
            report.note(row.number, "before", row.mark)
        elif hash(row.event_id) in seen:
            report.note(row.number, "repeated", row.mark)
        else:
            seen.add(hash(row.event_id))
            yield row


async def _post(chunk: list[Ready], report: Report, courier: Courier) -> None:
    for row, result in zip(chunk, await courier.post(chunk), strict=True):
        refusal = result.refusal
        if refusal:
            report.note(row.number, "refused", row.mark, [refusal])
        else:
            report.note(row.number, "accepted", row.mark, result.dropped)
    report.flush()
