"""
`GET /{version}/{lead}`: who filled in the form. Asked with a page's token, which goes in a header.
Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving#fetch; what an error means is in
contracts/meta/verdicts.json.
"""

from __future__ import annotations

from functools import cache

import msgspec

from tandem.kit import contracts, wire
from tandem.sources.asking.contract import Access, Ask, Denied, Later, Missing, Request, Row, retry_after
from tandem.sources.leadads.answers import FIELDS, FoundLead
from tandem.sources.leadads.message import Lead
from tandem.sources.leadads.options import Options
from tandem.sources.options import read_options

TOPIC = "lead"

NOT_THERE = (100, 33)
"""There is no such object, or this token may not see it: Meta does not say which."""


class _Error(msgspec.Struct, frozen=True):
    code: int = 0
    error_subcode: int | None = None
    is_transient: bool = False


class _Body(msgspec.Struct, frozen=True):
    error: _Error | None = None
    id: str = ""


class FromLeadAds:
    """`token`: of the page, or of a system user, with `leads_retrieval`."""

    home = "https://graph.facebook.com"

    async def find(self, told: str, access: Access, ask: Ask) -> Row:
        number = msgspec.json.decode(told, type=Lead).leadgen_id
        version = read_options(Options, access.options).api_version
        address = f"{access.url}/{version}/{number}?fields={FIELDS}"
        answer = await ask(Request(address, {"authorization": f"Bearer {access.token.reveal()}"}))
        _check(answer)
        return Row(answer.body, TOPIC)

    def bare(self, told: str) -> Row:
        lead = msgspec.json.decode(told, type=Lead)
        return Row(msgspec.json.encode(FoundLead(lead.leadgen_id, lead.created_time, lead.form_id)), TOPIC)


def _check(answer: wire.Answer) -> None:
    """Raises `Unanswered`. Meta's texts are not repeated: they hold ids, and are translated."""
    try:
        told = msgspec.json.decode(answer.body, type=_Body)
    except msgspec.DecodeError:
        raise Later(f"Meta answered {answer.status} and no JSON", retry_after(answer)) from None
    if told.error is None and told.id:
        return
    error = told.error or _Error()
    said = f"Meta answered {answer.status}, code {error.code}, subcode {error.error_subcode or 'none'}"
    if (error.code, error.error_subcode) == NOT_THERE:
        raise Missing(f"{said}: no such lead, or the token's owner may not read it (leads_retrieval)")
    if error.is_transient or answer.status >= 500 or _verdict(error) == "later":
        raise Later(said, retry_after(answer))
    raise Denied(f"{said}: look at the page's token and at its permission leads_retrieval")


def _verdict(error: _Error) -> str:
    table = _verdicts()
    return table.get((error.code, error.error_subcode)) or table.get((error.code, None), "never")


@cache
def _verdicts() -> dict[tuple[int, int | None], str]:
    rows = contracts.load("meta/verdicts.json")["rows"]
    return {(row["code"], row.get("subcode")): row["verdict"] for row in rows}
