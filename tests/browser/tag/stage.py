"""
A shop, a gateway and Meta, as small as they can be, each on a port of its own as in life.

The gateway judges every message against the contract and remembers it; what it complains of fails the test at its end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from tests.browser.tag.line import Line
from tests.browser.tag.wire_check import complaints

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
BUILT = ROOT / "src" / "tandem" / "_built"
BUNDLE = BUILT / "tag.js"

PATIENCE = 15.0
"""Seconds that a test waits at most for what must come."""

INSTALL = "!function(w,n){w[n]=w[n]||function(){(w[n].q=w[n].q||[]).push(arguments)}}(window,'tandem')"

Found = TypeVar("Found")


class Memory:
    """What a server has been told, in order."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()

    async def add(self, item: dict[str, Any]) -> None:
        async with self._changed:
            self.told.append(item)
            self._changed.notify_all()

    async def until(self, look: Callable[[], Found]) -> Found:
        """What `look` finds, as soon as it finds something."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(look), PATIENCE)
        return look()


@dataclass
class Gateway:
    """Serves the tag, and takes what it sends."""

    settings: dict[str, Any]
    line: Line = field(default_factory=Line)
    memory: Memory = field(default_factory=Memory)
    complaints: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    """What its tag is composed of, besides the core and the part by which others are fetched."""
    parts_ready: asyncio.Event = field(default_factory=asyncio.Event)
    """The parts that a page fetches wait for this."""
    lost_parts: int = 0
    """So many requests for one are not answered with it."""
    answers: list[int] = field(default_factory=list)
    """The next statuses; 202 when there are none."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.memory.told

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        sent = [event for message in self.messages for event in message.get("events", [])]
        return [event for event in sent if name in (None, event["event_name"])]

    def reports(self) -> list[tuple[str, str]]:
        """Event name and state of each report on a browser leg."""
        sent = [report for message in self.messages for report in message.get("pixel", [])]
        return [(report["event_name"], report["state"]) for report in sent]

    async def event(self, name: str) -> dict[str, Any]:
        return (await self.memory.until(lambda: self.events(name)))[0]

    async def tag(self, request: web.Request) -> web.Response:
        built = BUILT / "tag.frame.js", *(BUILT / f"tag.{name}.js" for name in ["late", *self.parts]), BUNDLE
        frame, *tag = (path.read_text(encoding="utf-8") for path in built)
        body = frame.replace("SETTINGS;", f"{json.dumps(self.settings)};").replace("TAG}}", "\n".join(tag) + "}}")
        any_page = {"Access-Control-Allow-Origin": "*"}
        return web.Response(text=body, content_type="text/javascript", headers=any_page)

    async def package(self, request: web.Request) -> web.Response:
        """A file of the package, as a bundler would find it."""
        text = (BUILT / "npm" / request.match_info["path"]).read_text(encoding="utf-8")
        any_page = {"Access-Control-Allow-Origin": "*"}
        return web.Response(text=text, content_type="text/javascript", headers=any_page)

    async def part(self, request: web.Request) -> web.Response:
        """One of those that a page fetches when it needs them."""
        await self.parts_ready.wait()
        if self.lost_parts:
            self.lost_parts -= 1
            raise web.HTTPServiceUnavailable(headers={"Access-Control-Allow-Origin": "*"})
        body = (BUILT / f"tag.{request.match_info['name']}.js").read_text(encoding="utf-8")
        return web.Response(text=body, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    async def take(self, request: web.Request) -> web.Response:
        message = json.loads(await request.text())
        self.complaints += complaints(message)
        if request.content_type != "text/plain" or request.query_string:
            self.complaints.append(
                f"{request.content_type} at {request.path_qs} would cost a preflight or meet a filter"
            )
        status = self.answers.pop(0) if self.answers else 202
        await self.memory.add({**message, "cookies": dict(request.cookies), "status": status})
        return web.Response(status=status, headers=self._cors(request))

    async def refuse_preflight(self, request: web.Request) -> web.Response:
        self.complaints.append("The browser asked for permission first: a round trip that the tag promises to avoid")
        return web.Response(status=204)

    @staticmethod
    def _cors(request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.line.middleware()])
        app.router.add_get("/t.js", self.tag)
        app.router.add_get("/npm/{path:.+}", self.package)
        app.router.add_get("/t/part/{name}.js", self.part)
        app.router.add_post("/e", self.take)
        app.router.add_options("/e", self.refuse_preflight)
        return app


@dataclass
class Meta:
    """Serves the library, well or badly, and hears what it tells."""

    line: Line = field(default_factory=Line)
    memory: Memory = field(default_factory=Memory)
    script: str = (HERE / "stub_pixel.js").read_text(encoding="utf-8")
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """The library's answer waits for this."""

    def heard(self, name: str) -> list[dict[str, Any]]:
        return [told for told in self.memory.told if told["event"] == name]

    async def event(self, name: str) -> dict[str, Any]:
        return (await self.memory.until(lambda: self.heard(name)))[0]

    async def serve_library(self, request: web.Request) -> web.Response:
        await self.ready.wait()
        return web.Response(text=self.script, content_type="text/javascript")

    async def hear(self, request: web.Request) -> web.Response:
        await self.memory.add(json.loads(request.query["told"]))
        return web.Response(status=204)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.line.middleware()])
        app.router.add_get("/en_US/fbevents.js", self.serve_library)
        app.router.add_get("/tr/", self.hear)
        return app


@dataclass
class Shop:
    """A page with the tag on it, at every path."""

    gateway: str = ""
    head: str = ""
    """HTML before the tag."""
    calls: str = ""
    """JavaScript between the stub and the tag: what a page calls before the tag has come."""
    tail: str = ""
    """HTML after the tag."""
    headers: dict[str, str] = field(default_factory=dict)
    stub: str = ""
    """Attributes of the stub's script element."""
    tag: str = "async src='{gateway}/t.js'"
    """Attributes of the tag's."""
    others: dict[str, str] = field(default_factory=dict)
    """HTML of pages without the tag, by path."""
    line: Line = field(default_factory=Line)

    async def page(self, request: web.Request) -> web.Response:
        if request.path in self.others:
            return web.Response(text=self.others[request.path], content_type="text/html")
        html = (
            f"<!doctype html><meta charset=utf-8><title>Shop</title>{self.head}"
            f"<script {self.stub}>{INSTALL}{self.calls and f';{self.calls}'}</script>"
            f"<script {self.tag.format(gateway=self.gateway)}></script>{self.tail}"
        )
        return web.Response(text=html, content_type="text/html", headers=self.headers)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.line.middleware()])
        app.router.add_get("/{path:.*}", self.page)
        return app


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Its address, while it runs on a free port."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass
class Stage:
    """The three of them, and where they are."""

    gateway: Gateway
    meta: Meta
    shop: Shop
    shop_address: str
    gateway_address: str
    meta_address: str

    @property
    def settings(self) -> dict[str, Any]:
        return self.gateway.settings


def standard_events() -> dict[str, Any]:
    return json.loads((ROOT / "contracts" / "dictionary.json").read_text(encoding="utf-8"))["events"]


@asynccontextmanager
async def set_up() -> AsyncIterator[Stage]:
    gateway, meta, shop = Gateway({}), Meta(), Shop()
    meta.ready.set()
    gateway.parts_ready.set()
    async with AsyncExitStack() as stack:
        addresses = [await stack.enter_async_context(served(part.app())) for part in (shop, gateway, meta)]
        stage = Stage(gateway, meta, shop, *addresses)
        shop.gateway = stage.gateway_address
        gateway.settings = {
            "site": "shop",
            "mode": "both",
            "endpoint": f"{stage.gateway_address}/e",
            "pixels": ["1234567890"],
            "pixel_script": f"{stage.meta_address}/en_US/fbevents.js",
            "consent": "opt_out",
            "honour_gpc": True,
            "cookie_domain": "",
            "page_view": True,
            "events": standard_events(),
            "parts": f"{stage.gateway_address}/t/part/",
        }
        yield stage
        meta.ready.set()
        gateway.parts_ready.set()
