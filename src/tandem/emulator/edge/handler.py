"""
The path of one request to the events edge: address, body, token, judgement, memory, answer.

One bad event refuses its whole batch, and nothing of it is kept. Source: `events_edge.json`, `errors.json`.
"""

from __future__ import annotations

from aiohttp import web

from tandem.emulator.edge.address import check_dataset, check_version
from tandem.emulator.edge.batch import Judged, judged, keep
from tandem.emulator.edge.body import elements, read_body
from tandem.emulator.edge.reply import failure, success
from tandem.emulator.edge.tokens import TOKEN, check_proof, check_token, token_of
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
        events = await _taken(request, arrival, meta)
    except Refused as refused:
        return _refuse(request, refused, arrival)
    keep(events, arrival, meta)
    return success(request, len(events))


async def _taken(request: web.Request, arrival: Arrival, meta: Meta) -> list[Judged]:
    """The events of a sound request. Raises `Refused`."""
    check_version(request.match_info["version"], arrival.at, meta.rules.versions)
    body = await read_body(request)
    request[TOKEN] = token = token_of(request, body.access_token)
    check_token(token, meta.tokens)
    check_proof(request.query.get("appsecret_proof") or body.appsecret_proof, token, meta.app_secret)
    check_dataset(arrival.dataset, meta.datasets)
    return judged(elements(body.data, meta.rules.edge.limits), arrival.at, meta.judge)


async def other_method(request: web.Request) -> web.Response:
    """The edge cannot be read, changed or deleted."""
    refused = Refused("method_unsupported", method=request.method.lower())
    return _refuse(request, refused, _arrival(request, request.app[META]))


def _arrival(request: web.Request, meta: Meta) -> Arrival:
    version, dataset = request.match_info["version"], request.match_info["dataset"]
    agent = request.headers.get("User-Agent", "")
    return Arrival(meta.clock(), "server", f"Conversions API {version}", dataset, request.remote or "", agent)


def _refuse(request: web.Request, refused: Refused, arrival: Arrival) -> web.Response:
    meta = request.app[META]
    response, error = failure(request, meta.rules.errors[refused.rule], refused)
    remember_refusal(refused, arrival, response.status, error, meta)
    return response
