"""
What an answer of Meta's means for the batch. Pure. The table is contracts/meta/verdicts.json; texts are never read,
Meta translates them.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Any, Literal

import msgspec

from tandem.destinations.contract import Delivered, Hold, Later, Mend, Never, Verdict
from tandem.identity.keys import HASHED, PASSING
from tandem.kit import contracts
from tandem.kit.wire import Answer

DETAIL_LIMIT = 300

LONGEST_WISH = timedelta(hours=1)
"""A longer Retry-After is asked again after an hour: events grow old meanwhile."""

_KEYS = frozenset((*HASHED, *PASSING))
_LAST_NAME = re.compile(r"[a-z0-9_]+")
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class _Blame(msgspec.Struct, frozen=True):
    blame_field_specs: tuple[tuple[Any, ...], ...] = ()


class Graph(msgspec.Struct, frozen=True):
    """Meta's error object, as far as we read it."""

    code: int = 0
    error_subcode: int | None = None
    is_transient: bool = False
    error_user_title: str | None = None
    error_user_msg: str | None = None
    message: str = ""
    error_data: msgspec.Raw = msgspec.Raw(b"null")
    """An object where a field is blamed, sometimes a text that holds one."""


class _Body(msgspec.Struct, frozen=True):
    error: Graph | None = None
    events_received: int | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. A line without `subcode` holds for every subcode that has no line of its own."""

    code: int
    subcode: int | None = None
    verdict: Literal["later", "never", "hold"]
    mend: Mend | None = None
    cause: Literal["limit"] | None = None
    drops: tuple[str, ...] = ()
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
        return Later(_retry_after(answer), "limit" if answer.status == 429 else "down")
    if told.error is not None:
        return _judge_error(told.error, answer)
    if 200 <= answer.status < 300 and told.events_received == sent:
        return Delivered()
    # A success that counts differently is no verdict on any single event; the event_id makes another try harmless.
    return Later(_retry_after(answer), "limit" if answer.status == 429 else "down")


def _judge_error(error: Graph, answer: Answer) -> Verdict:
    row = table().get((error.code, error.error_subcode)) or table().get((error.code, None))
    row = row or _by_status(error.code, answer.status)
    if error.is_transient or row.verdict == "later":
        return Later(_retry_after(answer), row.cause or "down")
    if row.verdict == "hold":
        return Hold(detail(error), row.mend or "permission")
    return Never(detail(error), _blamed(error) or row.drops)


def _by_status(code: int, status: int) -> Row:
    """What an error means that the table does not know. Who may not write, or writes too often, wrote nothing wrong."""
    told: dict[str, Any] = {"code": code, "title": "Not in the table", "evidence": "ours"}
    if status in (401, 403):
        return Row(verdict="hold", mend="token" if status == 401 else "permission", **told)
    if status == 429:
        return Row(verdict="later", cause="limit", **told)
    return Row(verdict="later" if status >= 500 else "never", **told)


def _blamed(error: Graph) -> tuple[str, ...]:
    """The keys of the person among the fields that Meta names. Whatever else stands there is nobody's identifier."""
    try:
        data = msgspec.json.decode(error.error_data)
        specs = msgspec.convert(msgspec.json.decode(data) if isinstance(data, str) else data, _Blame).blame_field_specs
    except (msgspec.DecodeError, msgspec.ValidationError):
        return ()
    named = [spec[-1] for spec in specs if spec and isinstance(spec[-1], str)]
    keys = [_LAST_NAME.findall(name)[-1:] for name in named]
    return tuple(key for found in keys for key in found if key in _KEYS)


def detail(error: Graph) -> str:
    """Code and subcode, and what Meta says in words."""
    code = f"{error.code}/{error.error_subcode}" if error.error_subcode else str(error.code)
    said = error.error_user_msg or error.error_user_title or error.message
    return f"{code}: {said}"[:DETAIL_LIMIT]


def _retry_after(answer: Answer) -> timedelta | None:
    wish = answer.headers.get("retry-after", "").strip()
    return min(timedelta(seconds=int(wish)), LONGEST_WISH) if _SECONDS.fullmatch(wish) else None
