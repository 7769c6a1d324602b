"""A visitor of the stage, in whichever browser: the servers hear what leaves it, and it is asked what it keeps."""

from __future__ import annotations

from typing import Any

from tests.browser.tag.stage import Stage
from tests.support.browsers.patience import at_last
from tests.support.browsers.seam import Profile, Tab

HEAR = """window.failures = [];
for (const name of ['error', 'unhandledrejection'])
  addEventListener(name, (event) => failures.push(String(event.message || event.reason)));"""
"""What no page with the tag on it may ever see."""

STORED = """return {
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
}"""


class Visitor:
    def __init__(self, browser: str, profile: Profile, stage: Stage) -> None:
        self.browser = browser
        self.profile = profile
        self.stage = stage

    async def open(self, path: str = "/", calls: str = "") -> Tab:
        """A page of the shop in a tab of its own, with the tag at work on it; `calls` come before the tag."""
        self.stage.shop.calls = HEAR + calls
        tab = await self.profile.tab()
        await tab.open(self.stage.shop_address + path)
        await until(tab, "!!window.tandem?.ready")
        return tab

    async def settle(self, tab: Tab) -> None:
        """Come back when all that the page has asked for until now has left it, and nothing has failed on it."""
        await tab.run(f"await fetch('{self.stage.shop_address}/fence', {{mode: 'no-cors'}})")
        assert await tab.run("return failures") == []

    def asked(self) -> list[str]:
        """What went to the gateway or to Meta, but for the tag itself."""
        asked = self.stage.gateway.line.asked + self.stage.meta.line.asked
        return [path for path in asked if path != "/t.js"]

    async def traces(self, tab: Tab) -> list[str]:
        """Every trace that a tag could leave: requests, cookies, storage."""
        await self.settle(tab)
        stored = await tab.run(STORED)
        return [*self.asked(), *await tab.cookies(), *(name for name, count in stored.items() if count)]

    async def both(self, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The one event of that name that the gateway has heard of, and the one that Meta has: no leg went twice."""
        await self.stage.gateway.event(name)
        await self.stage.meta.event(name)
        (server,), (browser,) = self.stage.gateway.events(name), self.stage.meta.heard(name)
        return server, browser


async def until(tab: Tab, expression: str) -> None:
    """Come back when that is true on the page."""
    await at_last(lambda: tab.run(f"return {expression}"))
