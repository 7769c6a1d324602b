"""
A shop with a consent platform on its pages, a real gateway, and a Meta: what a visitor's answer comes to, end to end.

Every visit is to a host of its own, `NAME-1.localhost`, so that many visits share one browser and none of them its
cookies. The gateway stands on a path of each of them, as docs/cookies.md recommends.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from aiohttp import web

from tandem.emulator.testing import MetaEmulator
from tests.browser.matrix.front import Front
from tests.browser.matrix.visitor import until
from tests.browser.tag.stage import INSTALL, served
from tests.support.browsers.patience import at_last
from tests.support.browsers.seam import Profile, Tab
from tests.support.gateway import KEY, ORIGIN, Gateway

STUBS = Path(__file__).parents[1] / "cmp_stubs"
NAMES = sorted(stub.stem for stub in STUBS.glob("*.js"))
VISITS = 8
"""As many hosts for each platform: two visits in each of three browsers, and some to spare."""

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

LEFT = r"""const isTag = (name) => /\/tandem\/t(\.js|\/)/.test(name)
const asked = performance.getEntriesByType('resource').filter(({ startTime }) => startTime >= (window.marked || 0))
const addresses = asked.map(({ name }) => name).filter((name) => !isTag(name))
return [...addresses, ...Object.keys(localStorage), ...Object.keys(sessionStorage)]"""
"""What a page has asked of anybody since it was marked, but for the tag itself, and what it has stored."""


class Platforms:
    """The three of them, while they run."""

    def __init__(self, port: int, gateway: Gateway, meta: MetaEmulator) -> None:
        self.port = port
        self.gateway = gateway
        self.meta = meta
        self.hosts: dict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))

    async def visit(self, profile: Profile, platform: str) -> tuple[Tab, str]:
        """A page of a shop with this platform on it, and with the tag at work; and its address."""
        tab = await profile.tab()
        host = f"{platform.replace('_', '-')}-{next(self.hosts[platform])}.localhost"
        url = f"http://{host}:{self.port}/{platform}?fbclid=IwAR0"
        await self.look(tab, url)
        return tab, url

    async def look(self, tab: Tab, url: str) -> None:
        await tab.open(url)
        await until(tab, f"window.tandem.ready && performance.now() > {LOADED}")

    async def forgets(self, tab: Tab) -> None:
        """Comes back when no cookie of the tag's or the gateway's is left. Fails with those that are."""
        left: dict[str, str] = {}

        async def none_left() -> bool:
            nonlocal left
            left = {name: value for name, value in (await tab.cookies()).items() if name not in OWN}
            return not left

        try:
            await at_last(none_left)
        except TimeoutError:
            raise AssertionError(f"still there: {left}") from None

    async def traces(self, tab: Tab, *event_ids: str) -> list[str]:
        """What the tag has left behind of these events, and of the visit."""
        heard = [leg for event_id in event_ids for leg in self.legs(event_id)]
        left = await tab.run(LEFT)
        return [*(set(await tab.cookies()) - OWN), *heard, *left]

    def legs(self, event_id: str) -> list[str]:
        """By which legs Meta has heard of it, once for each time."""
        return sorted(event["source"] for event in self.meta.received(event_id=event_id))

    def row(self, sql: str, *parameters: str) -> Any:
        """The first row that the ledger finds, or nothing."""
        with closing(sqlite3.connect(f"file:{self.gateway.data / 'ledger.db'}?mode=ro", uri=True)) as ledger:
            return ledger.execute(sql, parameters).fetchone()

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
    """The gateway takes from the hosts of the visits alone."""
    with MetaEmulator.running() as meta:
        gateway = Gateway(folder, meta.url, MORE.format(meta=meta.url))
        async with served(Front(page, gateway.url).app()) as shop:
            port = int(shop.rpartition(":")[2])
            _let_in(port, folder / "tandem.toml")
            gateway.start()
            try:
                gateway.wait_until_open()
                yield Platforms(port, gateway, meta)
            finally:
                gateway.stop()


def _let_in(port: int, settings: Path) -> None:
    hosts = [f"{name.replace('_', '-')}-{visit}.localhost" for name in NAMES for visit in range(1, VISITS + 1)]
    origins = '", "'.join(f"http://{host}:{port}" for host in hosts)
    settings.write_text(settings.read_text(encoding="utf-8").replace(ORIGIN, origins), encoding="utf-8")


def page(platform: str) -> web.Response:
    stub = (STUBS / f"{platform}.js").read_text(encoding="utf-8")
    html = (
        f"<!doctype html><meta charset=utf-8><title>Shop</title><link rel=icon href='data:,'><script>{stub}</script>"
        f"<script>{INSTALL}</script><script async src='/tandem/t.js'></script>"
    )
    return web.Response(text=html, content_type="text/html")
