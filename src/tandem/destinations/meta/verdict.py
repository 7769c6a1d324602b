"""
What an answer of Meta's means for the batch. Pure. The table is contracts/meta/verdicts.json; texts are never read,
Meta translates them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

import msgspec

from tandem.destinations.contract import Delivered, Hold, Later, Mend, Never, Verdict
from tandem.identity.keys import HASHED, PASSING
from tandem.kit import contracts
from tandem.kit.retry_after import retry_after
from tandem.kit.wire import Answer

DETAIL_LIMIT = 300

_KEYS = frozenset((*HASHED, *PASSING))
_LAST_NAME = re.compile(r"[a-z0-9_]+")


class _Blame(msgspec.Struct, frozen=True):
    blame_field_specs: tuple[tuple[Any, ...], ...] = ()


class Graph(msgspec.Struct, frozen=True):
    """Meta's error object, as far as we read it."""

    code: int | None = None
    error_subcode: int | None = None
    is_transient: bool | None = None
    error_user_title: str | None = None
    error_user_msg: str | None = None
    message: str | None = None
    error_data: msgspec.Raw = msgspec.Raw(b"null")
    """An object where a field is blamed, sometimes a text that holds one."""


class _Body(msgspec.Struct, frozen=True):
    error: Graph | None = None
    events_received: int | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a line of the table says. The first one that fits holds."""

    verdict: Literal["later", "never", "hold"]
    mend: Mend | None = None
    cause: Literal["limit"] | None = None
    drops: tuple[str, ...] = ()
    too_large: bool = False
    title: str
    evidence: str


class CodeRow(Row, frozen=True, kw_only=True):
    """A line without `subcode` holds for every subcode that has no line of its own; one with `to` for a span."""

    code: int
    subcode: int | None = None
    to: int | None = None


class StatusRow(Row, frozen=True, kw_only=True):
    """For an error with a code that has no line; `bare` ones for an answer without an error of Meta's, too."""

    status: int
    to: int | None = None
    bare: bool = False


class _Table(msgspec.Struct, frozen=True):
    rows: tuple[CodeRow, ...]
    statuses: tuple[StatusRow, ...]


@cache
def _table() -> _Table:
    return msgspec.convert(contracts.load("meta/verdicts.json"), _Table)


def _by_code(code: int, subcode: int | None) -> Row | None:
    fits = [row for row in _table().rows if row.code <= code <= (row.to or row.code)]
    return next((row for wanted in (subcode, None) for row in fits if row.subcode == wanted), None)


def _by_status(status: int, *, bare: bool) -> Row | None:
    fits = [row for row in _table().statuses if row.status <= status <= (row.to or row.status)]
    return next((row for row in fits if row.bare or not bare), None)


def judge(answer: Answer, sent: int) -> Verdict:
    """The verdict on a batch of `sent` events. What is not JSON came from something between us and Meta."""
    try:
        told = msgspec.json.decode(answer.body, type=_Body)
    except (msgspec.DecodeError, RecursionError):  # the latter: one object in another, a thousand times
        return _bare(answer)
    if told.error is not None:
        return _judge_error(told.error, answer)
    if 200 <= answer.status < 300 and told.events_received == sent:
        return Delivered()
    # A success that counts differently is no verdict on any single event; the event_id makes another try harmless.
    return _bare(answer)


def _bare(answer: Answer) -> Verdict:
    row = _by_status(answer.status, bare=True)
    return _said(row, answer, f"{answer.status}: {row.title}") if row else Later(retry_after(answer.headers))


def _judge_error(error: Graph, answer: Answer) -> Verdict:
    row = _by_code(error.code or 0, error.error_subcode) or _by_status(answer.status, bare=False)
    if row is None or error.is_transient:
        return Later(retry_after(answer.headers), (row and row.cause) or "down")
    return _said(row, answer, detail(error), _blamed(error))


def _said(row: Row, answer: Answer, words: str, blamed: tuple[str, ...] = ()) -> Verdict:
    if row.verdict == "later":
        return Later(retry_after(answer.headers), row.cause or "down")
    if row.verdict == "hold":
        return Hold(words, row.mend or "permission")
    return Never(words, blamed or row.drops, too_large=row.too_large)


def _blamed(error: Graph) -> tuple[str, ...]:
    """The keys of the person among the fields that Meta names. Whatever else stands there is nobody's identifier."""
    try:
        data = msgspec.json.decode(error.error_data)
        specs = msgspec.convert(msgspec.json.decode(data) if isinstance(data, str) else data, _Blame).blame_field_specs
    except (msgspec.DecodeError, RecursionError):
        return ()
    named = [spec[-1] for spec in specs if spec and isinstance(spec[-1], str)]
    keys = [_LAST_NAME.findall(name)[-1:] for name in named]
    return tuple(key for found in keys for key in found if key in _KEYS)


def detail(error: Graph) -> str:
    """Code and subcode, and what Meta says in words."""
    code = f"{error.code or 0}/{error.error_subcode}" if error.error_subcode else str(error.code or 0)
    said = error.error_user_msg or error.error_user_title or error.message or ""
    return f"{code}: {said}"[:DETAIL_LIMIT]
