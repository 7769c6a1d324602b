"""
Leads: `POST /sandbox/leads` has somebody fill in a form; `GET /{version}/{lead}` tells of it as Graph does, and
`GET /{version}/{form}/leads` of all of a form, newest first, by time and in pages.

A token with `sendonly` in it may not read, and one with `noleads` lacks `leads_retrieval`: it hears that there is no
such lead, as Meta says it. Source: `lead.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
from aiohttp import web

from tandem.emulator.edge.address import check_version
from tandem.emulator.edge.reply import failure, reply
from tandem.emulator.edge.tokens import check_may_read, check_proof, check_token, token_of
from tandem.emulator.meta import META, Meta
from tandem.emulator.mishap import may_fail
from tandem.emulator.quality.expansion import parse
from tandem.emulator.received import Refused
from tandem.emulator.sandbox.reading import answer
from tandem.kit import contracts

FIRST_NUMBER = 120_000_000_000_001
"""Fifteen digits, as Meta's own."""

PAGE = 25
"""Leads on a page unless `limit` says otherwise."""


class LeadRules(msgspec.Struct, frozen=True):
    """What can be asked for, and what is told when nothing is."""

    fields: tuple[str, ...]
    default: tuple[str, ...]


class Filter(msgspec.Struct, frozen=True):
    """One condition of `filtering`."""

    field: str
    operator: str
    value: int | str


class Filled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form that somebody sends: the answers by the question's name, and the boxes that were ticked or not."""

    field_data: dict[str, str]
    boxes: dict[str, bool] = {}
    form_id: str = "330000000000001"
    ad_id: str = "440000000000001"
    created_at: float | None = None
    """Unix time; now, where none is given."""


@cache
def rules() -> LeadRules:
    return msgspec.convert(contracts.load("meta/lead.json"), LeadRules)


async def fill_in(request: web.Request) -> web.Response:
    """Keep a lead; answers what the webhook would say of it: `{"leadgen_id": …, "form_id": …, "created_time": …}`."""
    meta = request.app[META]
    try:
        filled = msgspec.json.decode(await request.read(), type=Filled)
    except msgspec.MsgspecError as problem:
        raise web.HTTPBadRequest(text=f"This is no lead: {problem}") from None
    number = str(FIRST_NUMBER + len(meta.memory.leads))
    at = int(filled.created_at or meta.clock())
    meta.memory.leads[number] = _lead(number, filled, at)
    return answer({"leadgen_id": number, "form_id": filled.form_id, "created_time": at})


@may_fail("lead")
async def get_lead(request: web.Request) -> web.Response:
    """Answer the wanted fields of one lead."""
    return _told(request, lambda meta: _one(request.match_info["lead"], _wanted(request), meta))


@may_fail("lead")
async def get_leads(request: web.Request) -> web.Response:
    """Answer a page of a form's leads."""
    return _told(request, lambda meta: _page(request, meta))


def _told(request: web.Request, find: Callable[[Meta], dict[str, Any]]) -> web.Response:
    """What is found, for whoever may read it."""
    meta = request.app[META]
    try:
        _check(request, meta)
        found = find(meta)
    except Refused as refused:
        response, _ = failure(request, meta.rules.errors[refused.rule], refused)
        return response
    return reply(request, found, meta.trace())


def _check(request: web.Request, meta: Meta) -> None:
    """Raises `Refused`."""
    check_version(request.match_info["version"], meta.clock(), meta.rules.versions)
    token = token_of(request, "")
    check_token(token, meta.tokens)
    check_proof(request.query.get("appsecret_proof", ""), token, meta.app_secret)
    check_may_read(token)
    if "noleads" in token:
        raise Refused("object_absent", object=request.match_info.get("lead") or request.match_info["form"])


def _wanted(request: web.Request) -> set[str]:
    wanted = parse(request.query.get("fields", ""), {name: {} for name in rules().fields})
    return {"id", *(wanted or rules().default)}


def _one(number: str, names: set[str], meta: Meta) -> dict[str, Any]:
    if number not in meta.memory.leads:
        raise Refused("object_absent", object=number)
    return {name: value for name, value in meta.memory.leads[number].items() if name in names}


def _page(request: web.Request, meta: Meta) -> dict[str, Any]:
    """Any number is a form; one that nobody has filled in has no leads."""
    form, names, since = request.match_info["form"], _wanted(request), _since(request)
    leads = [lead for lead in reversed(meta.memory.leads.values()) if lead["form_id"] == form]
    found = [lead["id"] for lead in leads if lead["created_time"] > since]
    begin = int(request.query.get("after") or 0)
    end = begin + int(request.query.get("limit", PAGE))
    data = [_one(number, names, meta) for number in found[begin:end]]
    more = {"next": f"{request.url.update_query(after=end)}"} if len(found) > end else {}
    paging = {"paging": {"cursors": {"before": str(begin), "after": str(end)}, **more}} if data else {}
    return {"data": data, **paging}


def _since(request: web.Request) -> str:
    """The earliest `created_time` that is asked for, exclusive: ISO moments of one zone are in order as texts."""
    for rule in msgspec.json.decode(request.query.get("filtering", "[]"), type=list[Filter]):
        if (rule.field, rule.operator) == ("time_created", "GREATER_THAN"):
            return _moment(int(rule.value))
    return ""


def _lead(number: str, filled: Filled, at: int) -> dict[str, Any]:
    boxes = [{"checkbox_key": key, "is_checked": "1" if ticked else "0"} for key, ticked in filled.boxes.items()]
    return {
        "id": number,
        "created_time": _moment(at),
        "ad_id": filled.ad_id,
        "form_id": filled.form_id,
        "field_data": [{"name": name, "values": [value]} for name, value in filled.field_data.items()],
        "custom_disclaimer_responses": boxes,
        "is_organic": False,
        "platform": "fb",
    }


def _moment(at: int) -> str:
    """As Graph writes it."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}+0000"
