"""A shop's own front server: its pages, and under `/tandem/` the gateway, so that both are one site to a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from aiohttp import ClientSession, web
from multidict import CIMultiDict

SENT_BACK = ("Set-Cookie", "Content-Type")
PASSED_ON = ("Origin", "Cookie", "User-Agent", "Content-Type", "Sec-GPC", "DNT")


def front(page: Callable[[str], str], gateway: str) -> web.Application:
    """`page` makes the HTML of a path. `gateway` is the address that is passed on to."""
    clients = web.AppKey("clients", ClientSession)

    async def open_client(app: web.Application) -> AsyncIterator[None]:
        async with ClientSession() as app[clients]:
            yield

    async def pass_on(request: web.Request) -> web.Response:
        """The tag is told its own address by the gateway's settings, which hold one; here there are many."""
        url = f"{gateway}/{request.match_info['path']}"
        headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
        async with request.app[clients].request(
            request.method, url, params=request.query, headers=headers, data=await request.read()
        ) as answer:
            body = (await answer.read()).replace(gateway.encode(), f"{request.url.origin()}/tandem".encode())
            kept = [(name, value) for name, value in answer.headers.items() if name in SENT_BACK]
        return web.Response(status=answer.status, body=body, headers=CIMultiDict(kept))

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=page(request.match_info["name"]), content_type="text/html")

    app = web.Application()
    app.cleanup_ctx.append(open_client)
    app.router.add_route("*", "/tandem/{path:.*}", pass_on)
    app.router.add_get("/{name}", show)
    return app
