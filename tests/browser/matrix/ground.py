"""
Two shops of one gateway, which stands on a path of each: `telling.localhost` need not ask its visitors first,
`asking.localhost` must. Behind it the emulator of Meta.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tandem.emulator.testing import MetaEmulator
from tests.browser.matrix.front import Front, Passed
from tests.browser.matrix.visitor import until
from tests.browser.tag.stage import INSTALL, served
from tests.support.browsers.seam import Profile, Tab
from tests.support.gateway import ORIGIN, Gateway

MORE = """pixel-script = "{meta}/en_US/fbevents.js"
[site.consent]
policy = "opt-out"
[[site]]
name = "asking"
origins = ["{asking}"]
[[site.meta]]
dataset-id = "1234567891"
token = "EMULATED-token-of-tests"
endpoint = "{meta}"
pixel-script = "{meta}/en_US/fbevents.js"
linger = 0.05
"""

TAG = {"telling": "t.js", "asking": "t/asking.js"}
TOMORROW = "<script>const now = Date.now; Date.now = () => now() + 864e5</script>"
IMAGE = """<noscript><img src="/tandem/p.gif" alt="" width="1" height="1" style="display:none"
  referrerpolicy="no-referrer-when-downgrade"></noscript>"""


@dataclass
class Ground:
    """All that runs. Pages are `telling`, `asking`, either with `-tomorrow` (by the page's clock) or `-plain`."""

    port: int
    front: Front
    gateway: Gateway
    meta: MetaEmulator

    def address(self, page: str) -> str:
        return f"http://{page.partition('-')[0]}.localhost:{self.port}/{page}"

    async def visit(self, profile: Profile, page: str, query: str = "") -> Tab:
        """A page in a tab of its own, with the tag at work on it."""
        tab = await profile.tab()
        await self.look(tab, page, query)
        return tab

    async def look(self, tab: Tab, page: str, query: str = "") -> None:
        await tab.open(self.address(page) + query)
        await until(tab, "!!window.tandem?.ready")

    def told(self, since: int = 0) -> list[Passed]:
        """The tag's messages, but for reports on the Pixel alone."""
        return [
            each for each in self.front.passed[since:] if each.message.get("events") or not each.message.get("pixel")
        ]


@asynccontextmanager
async def open_ground(folder: Path) -> AsyncIterator[Ground]:
    with MetaEmulator.running() as meta:
        gateway = Gateway(folder, meta.url, MORE)
        front = Front(page, gateway.url)
        async with served(front.app()) as shop:
            ground = Ground(int(shop.rpartition(":")[2]), front, gateway, meta)
            _let_in(ground, folder / "tandem.toml")
            gateway.start()
            try:
                gateway.wait_until_open()
                yield ground
            finally:
                gateway.stop()


def _let_in(ground: Ground, settings: Path) -> None:
    text = settings.read_text(encoding="utf-8").replace(ORIGIN, ground.address("telling").rpartition("/")[0])
    text = text.replace("{asking}", ground.address("asking").rpartition("/")[0]).replace("{meta}", ground.meta.url)
    settings.write_text(text, encoding="utf-8")


def page(name: str) -> web.Response:
    shop, _, kind = name.partition("-")
    html = (
        "<!doctype html><meta charset=utf-8><title>Shop</title><link rel=icon href='data:,'>"
        f"{TOMORROW if kind == 'tomorrow' else ''}<script>{INSTALL}</script>"
        f"<script async src='/tandem/{TAG.get(shop, '')}'></script>{IMAGE}"
    )
    # A sandbox that allows no scripts is a browser without JavaScript, as far as the page goes.
    headers = {"Content-Security-Policy": "sandbox allow-same-origin"} if kind == "plain" else {}
    return web.Response(text=html, content_type="text/html", headers=headers)
