"""Lets a request meet the fault that was ordered for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from tandem.emulator.edge.reply import LOAD, LOCALE, failure
from tandem.emulator.faults import Edge, Fault, FaultAnswer
from tandem.emulator.meta import META
from tandem.emulator.received import Refused
from tandem.emulator.rules import ErrorRule

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

CUT = web.RequestKey("cut", bool)
"""Set on a request whose connection was cut on purpose."""

PAGE = "<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1><p>A proxy speaks, not the API.</p>"


def may_fail(edge: Edge) -> Callable[[Answer], Answer]:
    """A route at which faults can be ordered."""

    def around(proper: Answer) -> Answer:
        async def respond(request: web.Request) -> web.StreamResponse:
            meta = request.app[META]
            fault = meta.faults.take(edge, meta.clock())
            return await (proper(request) if fault is None else _meet(fault, request, proper))

        return respond

    return around


async def _meet(fault: Fault, request: web.Request, proper: Answer) -> web.StreamResponse:
    _colour(fault, request)
    await asyncio.sleep(fault.delay_ms / 1000)
    if fault.drop:
        return _cut(request)
    if fault.drop_after:
        await proper(request)
        return _cut(request)
    if fault.html:
        return web.Response(status=fault.status or 502, text=PAGE, content_type="text/html")
    if fault.answer or fault.status:
        return _error(fault, request)
    return await proper(request)


def _colour(fault: Fault, request: web.Request) -> None:
    """What changes an answer without taking its place: its language, and the usage it shows."""
    if fault.locale:
        request[LOCALE] = fault.locale
    if fault.usage_pct is not None:
        request[LOAD] = fault.usage_pct


def _cut(request: web.Request) -> web.Response:
    """Close the connection at once. The response is never sent; the request log shows its status, 0."""
    if request.transport is not None:
        request.transport.abort()
    request[CUT] = True
    return web.Response(status=499)


def _error(fault: Fault, request: web.Request) -> web.Response:
    errors = request.app[META].rules.errors
    wanted = fault.answer or FaultAnswer(code=_code_for(fault.status))
    rule = errors[wanted] if isinstance(wanted, str) else _rule(wanted, errors)
    response, _ = failure(request, rule, Refused("ordered"), fault.status)
    return response


def _code_for(status: int | None) -> int:
    """What Graph says along with a bare status."""
    known = {401: 190, 403: 10, 429: 4, 500: 1}
    return known.get(status or 0, 2 if status is None or status >= 500 else 100)


def _rule(wanted: FaultAnswer, errors: dict[str, ErrorRule]) -> ErrorRule:
    """The listed rule of this code and subcode, or a plain one; with the wanted words, if there are any."""
    code = (wanted.code, wanted.error_subcode)
    listed = (rule for rule in errors.values() if (rule.code, rule.error_subcode) == code)
    rule = next(
        listed, ErrorRule(400, "OAuthException", wanted.code, "ours", f"(#{wanted.code})", wanted.error_subcode)
    )
    words = {"message": wanted.message, "is_transient": wanted.is_transient}
    return msgspec.structs.replace(rule, **{name: word for name, word in words.items() if word is not None})
