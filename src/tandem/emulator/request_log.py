"""Each request at an edge is written down, without secrets and without its body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from tandem.emulator import redact
from tandem.emulator.meta import META
from tandem.emulator.mishap import CUT
from tandem.emulator.redact import token

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
UNLOGGED = ("/sandbox/", "/events_manager", "/built/", "/en_US/", "/signals/", "/log/", "//log/")


@web.middleware
async def log_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Record time, method, address, status, headers and body size; status 0 is a connection cut on purpose."""
    at = request.app[META].clock()
    response = await handler(request)
    if request.path != "/" and not request.path.startswith(UNLOGGED):
        request.app[META].memory.requests.append(_entry(request, response, at))
    return response


def _entry(request: web.Request, response: web.StreamResponse, at: float) -> dict[str, object]:
    return {
        "received_at": at,
        "method": request.method,
        "path": redact.url(request.path),
        "query": redact.url(request.rel_url.raw_query_string),
        "status": 0 if CUT in request else response.status,
        "headers": {name: _header(name, value) for name, value in request.headers.items()},
        "body_bytes": request.content_length,
    }


def _header(name: str, value: str) -> str:
    if name.lower() not in SECRET:
        return redact.url(value)
    scheme, _, secret = value.rpartition(" ")
    return f"{scheme} {token(secret)}".strip()
