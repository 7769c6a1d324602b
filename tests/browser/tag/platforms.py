"""
A shop with a consent platform on its pages, a real gateway, and a Meta: what a visitor's answer comes to, end to end.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from aiohttp import web
from playwright.async_api import BrowserContext, Page

from tandem.emulator.testing import MetaEmulator
from tests.browser.tag.stage import INSTALL, served
from tests.support.gateway import KEY, ORIGIN, Gateway

STUBS = Path(__file__).parents[1] / "cmp_stubs"
NAMES = sorted(stub.stem for stub in STUBS.glob("*.js"))

MORE = """pixel-script = "{meta}/en_US/fbevents.js"
[site.consent]
wait = 0.5
regions = {{ US = "opt-out" }}
[site.consent.banners]
didomi-vendors = ["facebook"]
klaro-services = ["meta-pixel"]
[site.tag.cmp]
"""

LOADED = 250
"""Milliseconds after which every stand-in is at work."""

OWN = {"cmplz_marketing", "cmplz_banner-status", "wp_consent_marketing"}
"""Cookies that the platforms themselves set."""


@dataclass
class Platforms:
    """The three of them, while they run."""

    shop: str
    gateway: Gateway
    meta: MetaEmulator

    async def visit(self, context: BrowserContext, platform: str, query: str = "") -> Page:
        """A page of the shop with this platform on it, and with the tag at work."""
        page = await context.new_page()
        await page.goto(f"{self.shop}/{platform}?fbclid=IwAR0{query}", wait_until="domcontentloaded")
        await page.wait_for_function(f"window.tandem.ready && performance.now() > {LOADED}")
        return page

    def legs(self, event_id: str) -> set[str]:
        """By which legs Meta has heard of it."""
        return {event["source"] for event in self.meta.received(event_id=event_id)}

    def row(self, sql: str, *parameters: str) -> Any:
        """The first row that the ledger finds, or nothing."""
        connection = sqlite3.connect(f"file:{self.gateway.data / 'ledger.db'}?mode=ro", uri=True)
        try:
            return connection.execute(sql, parameters).fetchone()
        finally:
            connection.close()

    def order(self, event_id: str) -> None:
        """The shop's server tells of the same event; it knows nothing of consent."""
        event = {"event_name": "Lead", "event_id": event_id, "user_data": {"em": "ada@example.com"}}
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        body = json.dumps([event]).encode()
        urlopen(Request(f"{self.gateway.url}/v1/events", body, headers), timeout=10).close()

    def withdrawn(self, fbp: str) -> bool:
        """Whether the gateway knows that this visitor took a consent back."""
        visitor = hashlib.sha256(fbp.encode()).hexdigest()
        return self.row("SELECT at FROM withdrawal WHERE visitor = ?", visitor) is not None

    def signal(self, event_id: str) -> Any:
        """Who had allowed the event, as the ledger has it."""
        sql = "SELECT a.signal FROM arrival a JOIN conversion ON id = conversion WHERE event_id = ?"
        found = self.row(sql, event_id)
        return found and found[0]

    def fate(self, event_id: str) -> Any:
        return self.row(
            "SELECT state, reason FROM outbox JOIN conversion ON id = conversion"
            " WHERE event_id = ? AND state IN ('delivered', 'refused')",
            event_id,
        )


@asynccontextmanager
async def open_platforms(folder: Path) -> AsyncIterator[Platforms]:
    """A page for each platform, at its name; the gateway takes from that origin alone."""
    addresses: dict[str, str] = {}
    async with served(pages(addresses)) as shop:
        with MetaEmulator.running() as meta:
            gateway = Gateway(folder, meta.url, MORE.format(meta=meta.url))
            settings = folder / "tandem.toml"
            settings.write_text(settings.read_text(encoding="utf-8").replace(ORIGIN, shop), encoding="utf-8")
            addresses["tag"] = f"{gateway.url}/t.js"
            gateway.start()
            try:
                gateway.wait_until_open()
                yield Platforms(shop, gateway, meta)
            finally:
                gateway.stop()


def pages(addresses: dict[str, str]) -> web.Application:
    async def page(request: web.Request) -> web.Response:
        stub = STUBS / f"{request.match_info['platform']}.js"
        if not stub.exists():
            raise web.HTTPNotFound
        html = (
            f"<!doctype html><meta charset=utf-8><title>Shop</title><script>{stub.read_text(encoding='utf-8')}</script>"
            f"<script>{INSTALL}</script><script async src='{addresses['tag']}'></script>"
        )
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{platform}", page)
    return app
