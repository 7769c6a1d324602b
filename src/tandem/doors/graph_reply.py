"""What Graph would answer. Codes are for programs (contracts/meta/door_errors.json), the words for people are ours."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

import msgspec

from tandem.doors.reply import Reply, json_reply
from tandem.event.errors import Refusal
from tandem.kit import contracts


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of refusal as Graph names it."""

    reason: str
    code: int
    title: str
    field: str | None = None
    http: int = 400
    type: str = "OAuthException"
    subcode: int | None = None
    transient: bool = False


def received(events: int) -> Reply:
    """All of them are on disk."""
    trace = new_trace()
    return json_reply(200, {"events_received": events, "messages": [], "fbtrace_id": trace}, [("x-fb-trace-id", trace)])


def refused(refusal: Refusal, index: int | None = None) -> Reply:
    """Nothing was kept. `index`: of the event at fault."""
    place = refusal.field if index is None else f"data[{index}].{refusal.field}".removesuffix(".body")
    return failure(refusal.reason, place, refusal.problem, refusal.cure, field=refusal.field)


def failure(reason: str, place: str, problem: str, cure: str, *, field: str = "") -> Reply:
    """A Graph error: `place` says where, `reason` and `field` choose the code."""
    row = next(row for row in rows() if row.reason in (reason, "any") and row.field in (field, None))
    trace = new_trace()
    error: dict[str, Any] = {
        "message": f"(#{row.code}) {place}: {problem}",
        "type": row.type,
        "code": row.code,
        "error_subcode": row.subcode,
        "is_transient": row.transient,
        "error_user_title": row.title,
        "error_user_msg": f"{place} {problem}. {cure}",
        "error_data": {"blame_field_specs": [_steps(place)]},
        "fbtrace_id": trace,
    }
    told = {name: value for name, value in error.items() if value is not None}
    return json_reply(row.http, {"error": told}, [("x-fb-trace-id", trace)])


def new_trace() -> str:
    """A name for one answer, of Graph's form. It stands for nothing else."""
    return f"A{secrets.token_urlsafe(16)}"


def _steps(place: str) -> list[str]:
    """`data[3].custom_data.value` as a list of names, as Graph points at a field."""
    return place.replace("[", ".").replace("]", "").split(".")


@cache
def rows() -> tuple[Row, ...]:
    return msgspec.convert(contracts.load("meta/door_errors.json")["rows"], tuple[Row, ...])
