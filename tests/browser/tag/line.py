"""What a server is asked, whatever becomes of it; and a server that goes away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Line:
    """The way to the gateway and to Meta."""

    asked: list[str] = field(default_factory=list)
    """Paths, in order."""

    is_cut: bool = False
    """Requests then end without an answer."""

    def middleware(self) -> Middleware:
        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self.is_cut and request.transport:
                request.transport.abort()
                return web.Response()
            self.asked.append(request.path)
            return await handler(request)

        return note
