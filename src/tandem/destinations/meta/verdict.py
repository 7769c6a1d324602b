"""
What an answer of Meta's means for the batch. Pure. The table is contracts/meta/verdicts.json; texts are never read,
Meta translates them.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

import msgspec

from tandem.destinations.contract import Delivered, Hold, Later, Never, Verdict
from tandem.kit import contracts
from tandem.kit.wire import Answer

DETAIL_LIMIT = 300

LONGEST_WISH = timedelta(hours=1)
"""A longer Retry-After is asked again after an hour: events grow old meanwhile."""

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class Graph(msgspec.Struct, frozen=True):
    """Meta's error object, as far as we read it."""

    code: int = 0
    error_subcode: int | None = None
    is_transient: bool = False
    error_user_title: str | None = None
    error_user_msg: str | None = None
    message: str = ""


class _Body(msgspec.Struct, frozen=True):
    error: Graph | None = None
    events_received: int | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. A line without `subcode` holds for every subcode that has no line of its own."""

    code: int
    subcode: int | None = None
    verdict: str
    title: str
    evidence: str


@cache
def table() -> dict[tuple[int, int | None], Row]:
    rows = msgspec.convert(contracts.load("meta/verdicts.json")["rows"], list[Row])
    return {(row.code, row.subcode): row for row in rows}


def judge(answer: Answer, sent: int) -> Verdict:
    """The verdict on a batch of `sent` events. What is not JSON came from something between us and Meta: later."""
    try:
        told = msgspec.json.decode(answer.body, type=_Body)
    except msgspec.DecodeError:
        return Later(_retry_after(answer))
    if told.error is not None:
        return _judge_error(told.error, answer)
    if 200 <= answer.status < 300 and told.events_received == sent:
        return Delivered()
    # A success that counts differently is no verdict on any single event; the event_id makes another try harmless.
    return Later(_retry_after(answer))


def _judge_error(error: Graph, answer: Answer) -> Verdict:
    row = table().get((error.code, error.error_subcode)) or table().get((error.code, None))
    verdict = row.verdict if row else _by_status(answer.status)
    if error.is_transient or verdict == "later":
        return Later(_retry_after(answer))
    return Hold(_detail(error)) if verdict == "hold" else Never(_detail(error))


def _by_status(status: int) -> str:
    """What an error means that the table does not know. Who may not write, or writes too often, wrote nothing wrong."""
    if status in (401, 403):
        return "hold"
    return "later" if status == 429 or status >= 500 else "never"


def _detail(error: Graph) -> str:
    code = f"{error.code}/{error.error_subcode}" if error.error_subcode else str(error.code)
    said = error.error_user_msg or error.error_user_title or error.message
    return f"{code}: {said}"[:DETAIL_LIMIT]


def _retry_after(answer: Answer) -> timedelta | None:
    wish = answer.headers.get("retry-after", "").strip()
    return min(timedelta(seconds=int(wish)), LONGEST_WISH) if _SECONDS.fullmatch(wish) else None
