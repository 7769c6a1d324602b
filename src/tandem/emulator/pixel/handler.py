"""
`/tr/`: the address to which the Pixel sends. It answers an image or nothing, never an error: a browser would not
read one. What cannot be used is shown by `GET /sandbox/rejected`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import msgspec
from aiohttp import web

from tandem.emulator.bonds import browser_bonds
from tandem.emulator.meta import META, Meta
from tandem.emulator.mishap import may_fail
from tandem.emulator.pixel.params import each_event, gathered, read_params, twin_key
from tandem.emulator.received import Arrival, Payload, Received, Refused
from tandem.emulator.rejection import remember_refusal

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""One transparent pixel."""

HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-cache, no-store, must-revalidate",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {"Access-Control-Allow-Methods": "GET, POST, OPTIONS", "Access-Control-Allow-Headers": "Content-Type"}
LIBRARY = Path(__file__).with_name("fbevents.js")
CONFIG = Path(__file__).with_name("signals_config.js")
PARTS = {name: Path(__file__).with_name(f"{name}.js") for name in ("identity", "cookie")}
ANY_PART = Path(__file__).with_name("plugin.js")
SCRIPT = HEADERS | {"Content-Type": "text/javascript; charset=utf-8"}


@may_fail("tr")
async def track(request: web.Request) -> web.Response:
    """`GET` and `POST /tr/`."""
    await _take(request, _keep)
    return _seen(request)


async def register_trigger(request: web.Request) -> web.Response:
    """
    `/privacy_sandbox/pixel/register/trigger/`: the Pixel says the same once more, for the browser's attribution.

    It is recognised as the event it repeats and never counts, whichever of the two comes first.
    """
    await _take(request, lambda params, _, meta: meta.memory.remember_twin(twin_key(params, meta.rules.pixel)))
    return _seen(request)


async def _take(request: web.Request, keep: Callable[[Payload, Arrival, Meta], None]) -> None:
    """Read the parameters of each event and keep them; what cannot be read is shown among the rejected."""
    meta = request.app[META]
    try:
        events = [gathered(params, meta.rules.pixel) for params in each_event(await read_params(request))]
    except (ValueError, web.HTTPRequestEntityTooLarge, web.RequestPayloadError) as problem:
        return _refuse(Refused("body_malformed", problem=str(problem)), _arrival(request, {}, meta), meta)
    for params in events:
        _take_one(params, request, keep)
    return None


def _take_one(params: Payload, request: web.Request, keep: Callable[[Payload, Arrival, Meta], None]) -> None:
    meta = request.app[META]
    try:
        keep(params, _arrival(request, params, meta), meta)
    except Refused as refused:
        _refuse(refused, _arrival(request, {}, meta), meta)


def _seen(request: web.Request) -> web.Response:
    if request.method == "GET":
        return web.Response(body=GIF, content_type="image/gif", headers=_headers(request))
    return web.Response(headers=_headers(request))


async def preflight(request: web.Request) -> web.Response:
    """`OPTIONS /tr/`: any page may send."""
    return web.Response(status=204, headers=_headers(request) | PREFLIGHT)


def _headers(request: web.Request) -> dict[str, str]:
    """The library can send with credentials, and the browser then shows an answer only to an origin that it names."""
    origin = request.headers.get("Origin")
    if origin is None:
        return HEADERS
    named = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
    return HEADERS | named


async def serve_library(_: web.Request) -> web.StreamResponse:
    """`GET /en_US/fbevents.js`."""
    return web.Response(body=LIBRARY.read_bytes(), headers=SCRIPT)


async def config(request: web.Request) -> web.StreamResponse:
    """`GET /signals/config/{pixel}`: the start-up configuration, without which Meta's own library holds every event."""
    return web.Response(text=CONFIG.read_text().replace("PIXEL_ID", request.match_info["pixel"]), headers=SCRIPT)


async def plugin(request: web.Request) -> web.StreamResponse:
    """
    `GET /signals/plugins/{name}.js`: a part that Meta's own library asks for, and holds every event until it has come.

    The one that hashes customer data does, and so does the one for cookies; any other does nothing.
    """
    name = request.match_info["name"]
    source = PARTS.get(name, ANY_PART).read_text().replace("PLUGIN_NAME", name)
    return web.Response(text=source, headers=SCRIPT)


async def hear_log(_: web.Request) -> web.Response:
    """`/log/…`: what Meta's own library tells Meta about itself, now and then. Taken, and not remembered."""
    return web.Response(body=GIF, content_type="image/gif", headers=HEADERS)


def _arrival(request: web.Request, params: Payload, meta: Meta) -> Arrival:
    transport = "Pixel noscript" if params.get("noscript") else f"Pixel {request.method}"
    agent = request.headers.get("User-Agent", "")
    return Arrival(meta.clock(), "browser", transport, str(params.get("id", "")), request.remote or "", agent)


def _keep(params: Payload, arrival: Arrival, meta: Meta) -> None:
    for name in meta.rules.pixel.required:
        if not params.get(name):
            raise Refused("field_missing", field=name)
    bonds = browser_bonds(arrival.dataset, params, meta.rules.dedup)
    raw = msgspec.json.encode(params)
    number = meta.memory.next_number()
    meta.memory.keep(Received(number, arrival, params["ev"], params.get("eid") or None, bonds, raw))
    meta.pulse.beat()


def _refuse(refused: Refused, arrival: Arrival, meta: Meta) -> None:
    rule = meta.rules.errors[refused.rule]
    error = {"code": rule.code, "message": f"{refused.rule}: {refused.about}"}
    remember_refusal(refused, arrival, 200, error, meta)
