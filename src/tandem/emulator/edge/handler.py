"""
The path of one request to the events edge: address, body, token, judgement, memory, answer.

One bad event refuses its whole batch, and nothing of it is kept. Source: `events_edge.json`, `errors.json`.
"""

from __future__ import annotations

from aiohttp import web

from tandem.emulator.edge import answer
from tandem.emulator.edge.address import check_dataset, check_version
from tandem.emulator.edge.batch import judged, keep
from tandem.emulator.edge.body import elements, read_body
from tandem.emulator.edge.tokens import check_token, token_of
from tandem.emulator.meta import META, Meta
from tandem.emulator.mishap import may_fail
from tandem.emulator.received import Arrival, Refused
from tandem.emulator.rejection import remember_refusal


@may_fail("events")
async def post_events(request: web.Request) -> web.Response:
    """`POST /{version}/{dataset}/events`."""
    meta = request.app[META]
    arrival = _arrival(request, meta)
    try:
        check_version(request.match_info["version"], arrival.at, meta.rules.versions)
        body = await read_body(request)
        check_token(token_of(request, body.access_token), meta.tokens)
        check_dataset(arrival.dataset, meta.datasets)
        events = judged(elements(body.data, meta.rules.edge.limits), arrival.at, meta.judge)
    except Refused as refused:
        return _refuse(refused, arrival, meta)
    keep(events, arrival, meta)
    return web.json_response(answer.success(len(events), meta.trace()))


async def other_method(request: web.Request) -> web.Response:
    """The edge cannot be read, changed or deleted."""
    meta = request.app[META]
    refused = Refused("method_unsupported", method=request.method.lower())
    return _refuse(refused, _arrival(request, meta), meta)


def _arrival(request: web.Request, meta: Meta) -> Arrival:
    version, dataset = request.match_info["version"], request.match_info["dataset"]
    agent = request.headers.get("User-Agent", "")
    return Arrival(meta.clock(), "server", f"Conversions API {version}", dataset, request.remote or "", agent)


def _refuse(refused: Refused, arrival: Arrival, meta: Meta) -> web.Response:
    rule = meta.rules.errors[refused.rule]
    body = answer.error(rule, refused, meta.trace())
    remember_refusal(refused, arrival, rule.http, body["error"], meta)
    return web.json_response(body, status=rule.http)
