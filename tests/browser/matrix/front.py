"""A shop's own front server: its pages, and under `/tandem/` the gateway, so that both are one site to a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from multidict import CIMultiDict

SENT_BACK = ("Set-Cookie", "Content-Type")
PASSED_ON = ("Origin", "Referer", "Cookie", "User-Agent", "Content-Type", "Sec-GPC", "DNT")
CLIENT = web.AppKey("CLIENT", ClientSession)


@dataclass(frozen=True)
class Passed:
    """One message of a tag's, and the cookies that came back."""

    host: str
    message: dict[str, Any]
    cookies: tuple[str, ...]


@dataclass
class Front:
    """`page` answers a path. `gateway` is the address that is passed on to."""

    page: Callable[[str], web.Response]
    gateway: str
    passed: list[Passed] = field(default_factory=list)
    lets_go: asyncio.Event = field(default_factory=asyncio.Event)
    """What comes back for a message with events waits for this."""

    def app(self) -> web.Application:
        self.lets_go.set()
        app = web.Application()
        app.cleanup_ctx.append(_client)
        app.router.add_route("*", "/tandem/{path:.*}", self.pass_on)
        app.router.add_get("/{name}", self.show)
        return app

    async def show(self, request: web.Request) -> web.Response:
        return self.page(request.match_info["name"])

    async def pass_on(self, request: web.Request) -> web.Response:
        """The gateway's settings hold one address for the tag to send to; here there are many."""
        url = f"{self.gateway}/{request.match_info['path']}"
        headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        sent = await request.read()
        async with request.app[CLIENT].request(request.method, url, headers=headers, data=sent) as answer:
            body = (await answer.read()).replace(self.gateway.encode(), f"{request.url.origin()}/tandem".encode())
            kept = CIMultiDict((name, value) for name, value in answer.headers.items() if name in SENT_BACK)
        if sent:
            await self._note(request.host, json.loads(sent), tuple(kept.getall("Set-Cookie", [])))
        return web.Response(status=answer.status, body=body, headers=kept)

    async def _note(self, host: str, message: dict[str, Any], cookies: tuple[str, ...]) -> None:
        self.passed.append(Passed(host, message, cookies))
        if message.get("events"):
            await self.lets_go.wait()


async def _client(app: web.Application) -> AsyncIterator[None]:
    async with ClientSession() as app[CLIENT]:
        yield
