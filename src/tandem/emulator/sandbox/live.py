"""`GET /sandbox/live`: server-sent events that say when there is something new to read, at most five times a second."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from aiohttp import web

from tandem.emulator.meta import META, Meta

CALM = 0.2
"""Seconds between two messages, so that a flood of events is one message."""

PATIENCE = 15.0
"""Seconds of silence after which a message is sent anyway, to learn whether anybody still listens."""


async def live(request: web.Request) -> web.StreamResponse:
    """Stream until the listener leaves or the emulator stops."""
    meta = request.app[META]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    with suppress(ConnectionResetError):  # the listener has left, which is how listening ends
        await _stream(response, meta)
    return response


async def _stream(response: web.StreamResponse, meta: Meta) -> None:
    seen = -1
    while not meta.pulse.closed:
        seen = await meta.pulse.after(seen, PATIENCE)
        await response.write(_message(meta))
        await meta.pulse.rest(CALM)


def _message(meta: Meta) -> bytes:
    tallies = meta.memory.tallies
    return b"data: " + msgspec.json.encode({"total": tallies.total(), "rejected": tallies.rejected}) + b"\n\n"
