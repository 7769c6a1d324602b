"""
Sites as they are before they meet Tandem, each at an address of its own, in front of the real gateway and the emulator.

What such a site's pages hold is set by the test; the gateway's settings of each site are below.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tandem.emulator.testing import MetaEmulator
from tests.browser.tag.stage import INSTALL, served
from tests.support.gateway import Gateway

SITES = {
    "pixel": '[site.consent]\npolicy = "opt-out"\n[site.tag.observer]\n',
    "asking": "[site.tag.observer]\n",
    "layer": '[site.consent]\npolicy = "opt-out"\n[site.tag.datalayer]\nevents = { quote_asked = "Quote" }\n',
    "shopify": "[site.tag.shopify]\n",
}
"""The settings of each site that differ from the others'."""

SITE = """
[[site]]
name = "{name}"
origins = {origins}
[[site.meta]]
dataset-id = "{dataset}"
token = "EMULATED-token-of-tests"
endpoint = "{meta}"
pixel-script = "{meta}/en_US/fbevents.js"
linger = 0.05
{more}
"""


@dataclass
class Existing:
    """One site: what its pages hold, and where things are."""

    name: str
    dataset: str
    address: str
    meta: MetaEmulator
    gateway: str = ""
    head: str = ""
    tail: str = ""

    @property
    def tag(self) -> str:
        """Shopify's pages have it in the frame of a custom pixel only."""
        if self.name == "shopify":
            return ""
        return f"<script>{INSTALL}</script><script async src='{self.gateway}/t/{self.name}.js'></script>"

    @property
    def asking(self) -> str:
        """JavaScript that asks for Meta's library."""
        source = f"{self.meta.url}/en_US/fbevents.js"
        return f"document.head.append(Object.assign(document.createElement('script'), {{src: '{source}'}}));"

    def pixel(self, calls: str = "") -> str:
        """Meta's base code in other words, without the library; and what the page calls right after it."""
        return (
            "<script>if (!window.fbq) { const n = window.fbq = function () {"
            " n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments) };"
            " if (!window._fbq) window._fbq = n; n.push = n; n.loaded = true;"
            " n.version = '2.0'; n.queue = [] }"
            f" fbq('init', '{self.dataset}'); {calls}</script>"
        )

    async def page(self, request: web.Request) -> web.Response:
        if request.path.startswith("/wpm/"):
            return web.Response(text="<script>eval(name)</script>", content_type="text/html")
        html = f"<!doctype html><meta charset=utf-8><title>Shop</title>{self.head}{self.tag}{self.tail}"
        return web.Response(text=html, content_type="text/html")

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self.page)
        return app

    def fresh(self) -> Existing:
        """The same site with empty pages, and a Meta that has heard nothing."""
        self.meta.reset()
        self.head = self.tail = ""
        return self

    def legs(self, name: str) -> list[tuple[str, str]]:
        """Source and id of each event of this name that Meta has received for this site."""
        received = self.meta.received(event_name=name)
        mine = [event for event in received if event["dataset"] == self.dataset]
        return sorted((event["source"], event["event_id"]) for event in mine)

    def counted(self, name: str) -> int:
        return self.meta.counted(name)


@asynccontextmanager
async def existing_sites(folder: Path, *names: str) -> AsyncIterator[dict[str, Existing]]:
    """Those of `SITES` with these names, behind one gateway."""
    async with AsyncExitStack() as stack:
        meta = stack.enter_context(MetaEmulator.running())
        sites: dict[str, Existing] = {}
        for number, name in enumerate(names):
            site = Existing(name, f"123456789{number}", "", meta)
            site.address = await stack.enter_async_context(served(site.app()))
            sites[name] = site
        gateway = stack.enter_context(_gateway(folder, meta, sites))
        for site in sites.values():
            site.gateway = gateway.url
        yield sites


@contextmanager
def _gateway(folder: Path, meta: MetaEmulator, sites: dict[str, Existing]) -> Iterator[Gateway]:
    gateway = Gateway(folder, meta.url)
    head = f"[gateway]\nport = {gateway.port}\nprivate-addresses = true\n[dashboard]\nport = {gateway.port + 1}\n"
    (folder / "tandem.toml").write_text(head + "".join(map(_settings, sites.values())), encoding="utf-8")
    gateway.start()
    try:
        gateway.wait_until_open()
        yield gateway
    finally:
        gateway.stop()


def _settings(site: Existing) -> str:
    # The frame of a Shopify pixel has no origin.
    origins = [site.address, *(["null"] if site.name == "shopify" else [])]
    words = {"name": site.name, "dataset": site.dataset, "meta": site.meta.url, "more": SITES[site.name]}
    return SITE.format(**words, origins=str(origins).replace("'", '"'))
