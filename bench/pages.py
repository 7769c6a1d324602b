"""A site that bench/tag.py measures on: a page without anything, the scripts by name, and whatever they ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

PAGE = "<!doctype html><meta charset=utf-8><title>Shop</title><link rel=icon href='data:,'>"


class Pages:
    """`scripts` are served by their place among them. Meta's library is empty; a message is taken and forgotten."""

    def __init__(self) -> None:
        self.url = ""
        self.scripts: dict[str, str] = {}

    def address(self, name: str) -> str:
        return f"{self.url}script/{list(self.scripts).index(name)}.js"

    async def page(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def script(self, request: web.Request) -> web.Response:
        code = list(self.scripts.values())[int(request.match_info["place"])]
        return web.Response(text=code, content_type="text/javascript")

    async def library(self, request: web.Request) -> web.Response:
        return web.Response(text="", content_type="text/javascript")

    async def take(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=202)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self.page)
        app.router.add_get("/script/{place}.js", self.script)
        app.router.add_get("/pixel.js", self.library)
        app.router.add_post("/e", self.take)
        return app


@asynccontextmanager
async def served() -> AsyncIterator[Pages]:
    """On a free port, as `localhost`: a host whose pages may have cookies."""
    pages = Pages()
    runner = web.AppRunner(pages.app(), shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "localhost", 0).start()
        pages.url = f"http://localhost:{runner.addresses[0][1]}/"
        yield pages
    finally:
        await runner.cleanup()
