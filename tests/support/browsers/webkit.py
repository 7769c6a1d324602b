"""WebKitGTK: a driver that starts a browser for each visitor, on a screen that nobody sees."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.support.browsers.patience import at_last
from tests.support.browsers.programs import program, running
from tests.support.browsers.seam import HASTE, NotDriven
from tests.support.browsers.webdriver import TIMEOUTS, DrivenTabs
from tests.support.demo import free_ports

CAPABILITIES = {"pageLoadStrategy": "normal", "timeouts": TIMEOUTS}
"""With "eager" the driver of 2.50 sometimes misses that the page is there, and the next command waits for ever."""

TRIES = 3
"""To start a driver and its browser."""

COMMANDS = {
    "Navigate": ("POST", "/url"),
    "ExecuteScript": ("POST", "/execute/sync"),
    "ExecuteAsyncScript": ("POST", "/execute/async"),
    "FindElements": ("POST", "/elements"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "GetCookies": ("GET", "/cookie"),
    "GetWindowHandle": ("GET", "/window"),
    "GetWindowHandles": ("GET", "/window/handles"),
    "NewWindow": ("POST", "/window/new"),
    "SwitchToWindow": ("POST", "/window"),
    "CloseWindow": ("DELETE", "/window"),
}
"""https://www.w3.org/TR/webdriver2/#endpoints"""


class Session:
    """The wire: W3C WebDriver over HTTP."""

    def __init__(self, http: ClientSession, address: str) -> None:
        self.http = http
        self.address = address

    async def say(self, command: str, **words: Any) -> Any:
        method, path = COMMANDS[command]
        return await ask(self.http, method, self.address + path.format(**words), words)


async def ask(http: ClientSession, method: str, url: str, words: dict[str, Any]) -> Any:
    async with http.request(method, url, json=words if method == "POST" else None) as reply:
        said = await reply.json(content_type=None)
    if not reply.ok:
        raise NotDriven(f"WebKitGTK, {method} {url}: {said['value']['error']}: {said['value']['message']}")
    return said["value"]


class WebKitProfile(DrivenTabs):
    async def go_offline(self, offline: bool) -> None:
        for handle in await self.wire.say("GetWindowHandles"):
            await self.at(handle).run(f"dispatchEvent(new Event('{'offline' if offline else 'online'}'))")


class WebKit:
    name = "webkit"

    def __init__(self, path: str, display: str) -> None:
        self.path = path
        self.display = display

    @asynccontextmanager
    async def profile(self) -> AsyncIterator[WebKitProfile]:
        """A driver and a browser of its own. Of a busy machine one may never come up: then another is started."""
        async with _alone(self.path), AsyncExitStack() as stack:
            session = await self._session(stack)
            yield WebKitProfile(session, await session.say("GetWindowHandle"))

    async def _session(self, stack: AsyncExitStack) -> Session:
        for _ in range(TRIES - 1):
            with suppress(TimeoutError):
                async with asyncio.timeout(HASTE):
                    return await stack.enter_async_context(_driven(self.path, self.display))
        return await stack.enter_async_context(_driven(self.path, self.display))


@asynccontextmanager
async def _driven(path: str, display: str) -> AsyncIterator[Session]:
    port = free_ports(1)
    driver = f"http://127.0.0.1:{port}"
    async with (
        running(path, f"--port={port}", environment={"DISPLAY": display, "GDK_BACKEND": "x11"}),
        ClientSession(timeout=ClientTimeout(HASTE * 2)) as http,
    ):
        await _wait_until_ready(http, driver)
        made = await ask(http, "POST", f"{driver}/session", {"capabilities": {"alwaysMatch": CAPABILITIES}})
        session = Session(http, f"{driver}/session/{made['sessionId']}")
        try:
            yield session
        finally:
            # The driver ends next, whatever it answers, and its browser with it.
            with suppress(TimeoutError, ClientError):
                await ask(http, "DELETE", session.address, {})


@asynccontextmanager
async def _alone(path: str) -> AsyncIterator[None]:
    """One such browser at a time on this machine: a second one makes the driver wait for the wrong browser for ever."""
    with open(path, "rb") as program:  # noqa: ASYNC230
        await asyncio.to_thread(fcntl.flock, program, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def started() -> AsyncIterator[WebKit]:
    path = program("WebKitWebDriver", variable="TANDEM_WEBKIT_DRIVER")
    async with _screen() as display:
        yield WebKit(path, display)


async def _wait_until_ready(http: ClientSession, driver: str) -> None:
    async def is_ready() -> bool:
        with suppress(ClientError):
            return bool(await ask(http, "GET", f"{driver}/status", {}))
        return False

    await at_last(is_ready)


@asynccontextmanager
async def _screen() -> AsyncIterator[str]:
    """A display of our own: Xvfb takes a free number and writes it down."""
    path = program("Xvfb", variable="TANDEM_XVFB")
    ours, theirs = os.pipe()
    words = ("-displayfd", str(theirs), "-screen", "0", "1280x900x24", "-nolisten", "tcp")
    async with running(path, *words, pass_fds=(theirs,)):
        os.close(theirs)
        number = await asyncio.wait_for(asyncio.to_thread(os.read, ours, 16), HASTE)
        yield f":{number.decode().strip()}"
    # Not sooner: Xvfb still writes the end of the line, and dies if nobody holds the pipe.
    os.close(ours)
