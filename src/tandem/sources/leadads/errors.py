"""What it means when Graph tells no lead: contracts/meta/verdicts.json, by code; texts hold ids and are translated."""

from __future__ import annotations

from functools import cache

import msgspec

from tandem.kit import contracts, wire
from tandem.kit.retry_after import retry_after
from tandem.sources.asking.contract import Denied, Later, Missing

NOT_THERE = (100, 33)
"""There is no such object, or this token may not see it: Meta does not say which."""


class _Error(msgspec.Struct, frozen=True):
    code: int = 0
    error_subcode: int | None = None
    is_transient: bool = False


class _Body(msgspec.Struct, frozen=True):
    error: _Error | None = None


def check(answer: wire.Answer) -> None:
    """Raises `Unanswered` for whatever is no answer."""
    try:
        told = msgspec.json.decode(answer.body, type=_Body)
    except msgspec.DecodeError:
        raise Later(f"Meta answered {answer.status} and no JSON", retry_after(answer.headers)) from None
    if told.error is None and 200 <= answer.status < 300:
        return
    error = told.error or _Error()
    said = f"Meta answered {answer.status}, code {error.code}, subcode {error.error_subcode or 'none'}"
    if (error.code, error.error_subcode) == NOT_THERE:
        raise Missing(f"{said}: it is not there, or the token's owner may not read it (leads_retrieval)")
    if error.is_transient or answer.status >= 500 or _verdict(error) == "later":
        raise Later(said, retry_after(answer.headers))
    raise Denied(f"{said}: look at the page's token and at its permission leads_retrieval")


def _verdict(error: _Error) -> str:
    table = _verdicts()
    return table.get((error.code, error.error_subcode)) or table.get((error.code, None), "never")


@cache
def _verdicts() -> dict[tuple[int, int | None], str]:
    rows = contracts.load("meta/verdicts.json")["rows"]
    return {(row["code"], row.get("subcode")): row["verdict"] for row in rows}
