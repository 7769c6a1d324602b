"""
Tabs of a browser that speaks W3C WebDriver, over whatever wire it speaks it.

https://www.w3.org/TR/webdriver2/ names the commands; Marionette, Firefox's own protocol, has the same ones.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import Any, Protocol

from tests.support.browsers.patience import at_last
from tests.support.browsers.seam import HASTE, NotDriven

TIMEOUTS = {"script": int(HASTE * 1000), "pageLoad": int(HASTE * 1000)}
RUN = """
const done = arguments[arguments.length - 1];
(async () => { BODY })().then(
  (value) => done([value === undefined ? null : value, null]), (error) => done([null, String(error)]))
"""


COME_INTO_VIEW = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
"""Before a click: a driver scrolls as smoothly as the page wishes, and does not wait for it."""


class Wire(Protocol):
    async def say(self, command: str, **words: Any) -> Any:
        """One command by its name in the specification, without blanks: `ElementClick`. Raises `NotDriven`."""


class DrivenTab:
    """One window handle. A driver knows one current window: each command goes there first, and no other in between."""

    def __init__(self, wire: Wire, handle: str, turn: asyncio.Lock) -> None:
        self.wire = wire
        self.handle = handle
        self.turn = turn

    async def say(self, command: str, **words: Any) -> Any:
        async with self.turn:
            await self.wire.say("SwitchToWindow", handle=self.handle)
            return await self.wire.say(command, **words)

    async def open(self, url: str) -> None:
        await self.say("Navigate", url=url)

    async def run(self, body: str) -> Any:
        value, error = await self.say("ExecuteAsyncScript", script=RUN.replace("BODY", body), args=[])
        if error:
            raise NotDriven(f"{error} in: {body}")
        return value

    async def press(self, selector: str) -> None:
        found = await at_last(lambda: self.say("FindElements", using="css selector", value=selector))
        await self.say("ExecuteScript", script=COME_INTO_VIEW, args=[found[0]])
        await self.say("ElementClick", id=next(iter(found[0].values())))

    async def back(self) -> None:
        # A driver's own "back" waits for a load that a page brought back from the cache never has.
        await self.run("setTimeout(() => history.back())")

    async def close(self) -> None:
        await self.say("CloseWindow")

    async def cookies(self) -> dict[str, str]:
        # Firefox now and then lists one that was just taken away, empty and expired; no page and no server sees it.
        listed = await self.say("GetCookies")
        return {cookie["name"]: cookie["value"] for cookie in listed if cookie.get("expiry", math.inf) > time.time()}


class DrivenTabs:
    """Those of one session. `first` is the one that the browser began with."""

    def __init__(self, wire: Wire, first: str) -> None:
        self.wire = wire
        self.known = [first]
        self.turn = asyncio.Lock()
        self.is_used = False

    async def tab(self) -> DrivenTab:
        async with self.turn:
            if self.is_used:
                # From the first: the current one may have been closed.
                await self.wire.say("SwitchToWindow", handle=self.known[0])
                made = await self.wire.say("NewWindow", type="tab")
                self.known.append(made["handle"])
            self.is_used = True
            return self.at(self.known[-1])

    async def opened(self) -> DrivenTab:
        fresh = await at_last(self._unknown)
        self.known += fresh
        return self.at(fresh[-1])

    def at(self, handle: str) -> DrivenTab:
        return DrivenTab(self.wire, handle, self.turn)

    async def _unknown(self) -> list[str]:
        return [handle for handle in await self.wire.say("GetWindowHandles") if handle not in self.known]
