"""`POST /sandbox/…`: start anew, and order bad days."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tandem.emulator.meta import META, Meta
from tandem.emulator.sandbox.reading import answer


async def reset(request: web.Request) -> web.Response:
    """Forget every event, refusal, request and fault."""
    meta = _own(request)
    meta.memory.clear()
    meta.faults.clear()
    meta.usage.clear()
    meta.pulse.beat()
    return answer({"reset": True})


async def order_faults(request: web.Request) -> web.Response:
    """
    Add one fault or a list of them: see `faults.Fault`; a text is the name of an error in `errors.json`.

    A list that is wrong anywhere adds nothing.
    """
    meta = _own(request)
    try:
        meta.faults.order(await request.read(), meta.clock())
    except msgspec.MsgspecError as problem:
        raise web.HTTPBadRequest(text=f"This is not a fault: {problem}") from None
    return answer({"faults": meta.faults.waiting()})


async def clear_faults(request: web.Request) -> web.Response:
    """Take every waiting fault back."""
    _own(request).faults.clear()
    return answer({"faults": []})


async def show_faults(request: web.Request) -> web.Response:
    """The faults that are still to come."""
    return answer({"faults": request.app[META].faults.waiting()})


def _own(request: web.Request) -> Meta:
    """The emulator, unless it is a foreign page that asks for a change."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise web.HTTPForbidden(text="Another site's page may not change the emulator.")
    return request.app[META]
