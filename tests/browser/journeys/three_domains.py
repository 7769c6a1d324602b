"""An affiliate's bridge page, a shop and a payment page: three domains, three sites of one gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tandem.emulator.testing import MetaEmulator
from tests.browser.tag.stage import INSTALL, served
from tests.support.gateway import Gateway

SITE = """
[[site]]
name = "{name}"
origins = ["http://{name}.localhost:{pages}"]
cookie-domain = ""
[site.tag.clicks]
[site.tag.bridge]
domains = [{domains}]
minutes = {minutes}
[site.tag.forms]
leads = [{{ selector = "#contact", event = "Lead" }}]
[[site.meta]]
dataset-id = "{dataset}"
token = "EMULATED-token-of-tests"
endpoint = "{meta}"
pixel-script = "{meta}/en_US/fbevents.js"
linger = 0.05
"""

HEAD = """
[gateway]
port = {port}
private-addresses = true
[dashboard]
port = {dashboard}
"""

BODY = """<!doctype html><meta charset=utf-8><title>{name}</title>
<script>{install}</script><script async src="{gateway}/t/{name}.js"></script>
<a id=shop href="http://shop.localhost:{port}/goods?colour=dark%20blue">to the shop</a>
<a id=pay href="http://pay.localhost:{port}/till">to the till</a>
<a id=else href="http://elsewhere.localhost:{port}/">elsewhere</a>
<form id=till action="http://pay.localhost:{port}/till"><input name=basket value=7><button>pay</button></form>
<form id=post method=post action="http://pay.localhost:{port}/till?step=2"><button>pay</button></form>
<form id=contact onsubmit="event.preventDefault()"><input type=email name=mail><button>ask</button></form>
"""


class Pages:
    """The pages of all three domains, which differ by their host alone. Remembers the addresses asked for."""

    def __init__(self) -> None:
        self.gateway = ""
        self.asked: list[str] = []

    async def page(self, request: web.Request) -> web.Response:
        host, _, port = request.host.partition(":")
        if request.path == "/favicon.ico":
            return web.Response(status=404)
        self.asked.append(f"{host}{request.path_qs}")
        name = host.partition(".")[0]
        text = BODY.format(name=name, install=INSTALL, gateway=self.gateway, port=port)
        return web.Response(text=text, content_type="text/html")

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.page)
        return app


class World:
    """What a test needs of it."""

    def __init__(self, pages: Pages, port: int, gateway: Gateway, meta: MetaEmulator) -> None:
        self.pages = pages
        self.port = port
        self.gateway = gateway
        self.meta = meta

    def address(self, name: str, path: str = "/") -> str:
        return f"http://{name}.localhost:{self.port}{path}"

    def server_leg(self, event_name: str) -> dict[str, Any] | None:
        """The newest event of that name as Meta received it from the gateway."""
        return self.leg("server", event_name)

    def leg(self, source: str, event_name: str) -> dict[str, Any] | None:
        """The newest of that leg."""
        sent = [each for each in self.meta.received(event_name=event_name) if each["source"] == source]
        return sent[0] if sent else None


@asynccontextmanager
async def three_domains(folder: Path, minutes: float = 60.0) -> AsyncIterator[World]:
    pages = Pages()
    with MetaEmulator.running() as meta:
        async with served(pages.app()) as address:
            port = int(address.rpartition(":")[2])
            with _gateway(folder, port, meta.url, minutes) as gateway:
                await asyncio.to_thread(gateway.wait_until_open)
                pages.gateway = gateway.url
                yield World(pages, port, gateway, meta)


@contextmanager
def _gateway(folder: Path, pages: int, meta: str, minutes: float) -> Iterator[Gateway]:
    gateway = Gateway(folder, meta)
    leads = {"bridge": '"shop.localhost"', "shop": '"pay.localhost"', "pay": '"shop.localhost"'}
    sites = [
        SITE.format(name=name, pages=pages, domains=domains, minutes=minutes, dataset=f"123456789{number}", meta=meta)
        for number, (name, domains) in enumerate(leads.items())
    ]
    head = HEAD.format(port=gateway.port, dashboard=gateway.port + 1)
    (folder / "tandem.toml").write_text(head + "".join(sites), encoding="utf-8")
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()
