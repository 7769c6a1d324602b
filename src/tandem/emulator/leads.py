"""
Leads: `POST /sandbox/leads` has somebody fill in a form, `GET /{version}/{lead}` tells of it as Graph does.

A token with `sendonly` in it may not read, and one with `noleads` lacks `leads_retrieval`: it hears that there is no
such lead, as Meta says it. Source: `lead.json`.
"""

from __future__ import annotations

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


class LeadRules(msgspec.Struct, frozen=True):
    """What can be asked for, and what is told when nothing is."""

    fields: tuple[str, ...]
    default: tuple[str, ...]


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
    meta = request.app[META]
    try:
        lead = _found(request, meta)
        wanted = parse(request.query.get("fields", ""), {name: {} for name in rules().fields})
    except Refused as refused:
        response, _ = failure(request, meta.rules.errors[refused.rule], refused)
        return response
    names = {"id", *(wanted or rules().default)}
    return reply(request, {name: value for name, value in lead.items() if name in names}, meta.trace())


def _found(request: web.Request, meta: Meta) -> dict[str, Any]:
    """The lead that is asked for, when this token may read it. Raises `Refused`."""
    check_version(request.match_info["version"], meta.clock(), meta.rules.versions)
    token, number = token_of(request, ""), request.match_info["lead"]
    check_token(token, meta.tokens)
    check_proof(request.query.get("appsecret_proof", ""), token, meta.app_secret)
    check_may_read(token)
    if number not in meta.memory.leads or "noleads" in token:
        raise Refused("object_absent", object=number)
    return meta.memory.leads[number]


def _lead(number: str, filled: Filled, at: int) -> dict[str, Any]:
    boxes = [{"checkbox_key": key, "is_checked": "1" if ticked else "0"} for key, ticked in filled.boxes.items()]
    return {
        "id": number,
        "created_time": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}+0000",
        "ad_id": filled.ad_id,
        "form_id": filled.form_id,
        "field_data": [{"name": name, "values": [value]} for name, value in filled.field_data.items()],
        "custom_disclaimer_responses": boxes,
        "is_organic": False,
        "platform": "fb",
    }
