"""
A Chromium that nobody listens to.

A driver such as Playwright hears of every request of its pages, and for each of them the browser then looks up which
line of which function asked, compiling functions anew to know the line: work that no visitor's browser does. Here a
page is only told what to evaluate, by the DevTools protocol, and asked what its thread has done.
https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0")
PATIENCE = 60.0
"""Seconds for whatever the browser is asked."""


class BareChromium:
    """One that runs. Raises `RuntimeError` with the browser's own words where it refuses."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)

    async def ask(self, method: str, session: str | None = None, **words: object) -> Any:
        """One question at a time; what the browser says unasked is not listened to."""
        question = {"id": next(self._numbers), "method": method, "params": words}
        async with asyncio.timeout(PATIENCE):
            await self._socket.send_json(question | ({"sessionId": session} if session else {}))
            while (answer := await self._socket.receive_json()).get("id") != question["id"]:
                pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    @asynccontextmanager
    async def page(self, url: str) -> AsyncIterator[BarePage]:
        """In a fresh profile, and so in a process of its own; loaded, and idle."""
        profile = (await self.ask("Target.createBrowserContext"))["browserContextId"]
        target = (await self.ask("Target.createTarget", url=url, browserContextId=profile))["targetId"]
        session = (await self.ask("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = BarePage(self, session)
        while await page.run("`${document.readyState} ${location}`") != f"complete {url}":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await page.run("new Promise((idle) => requestIdleCallback(idle))")
        yield page
        await self.ask("Target.disposeBrowserContext", browserContextId=profile)


class BarePage:
    def __init__(self, browser: BareChromium, session: str) -> None:
        self._browser = browser
        self._session = session

    async def run(self, expression: str) -> Any:
        """What it comes to, awaited if it is a promise."""
        words = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = await self._browser.ask("Runtime.evaluate", self._session, **words)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def slow_down(self, times: float) -> None:
        await self._browser.ask("Emulation.setCPUThrottlingRate", self._session, rate=times)

    async def busy(self) -> float:
        """Milliseconds of processor time of the page's main thread until now."""
        await self._browser.ask("Performance.enable", self._session)
        metrics = (await self._browser.ask("Performance.getMetrics", self._session))["metrics"]
        return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


@asynccontextmanager
async def bare_chromium(path: str) -> AsyncIterator[BareChromium]:
    """Started from that program, in a folder of its own; gone at the end with all that it has started."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True))
        quiet = asyncio.subprocess.DEVNULL
        program = path, *SWITCHES, f"--user-data-dir={folder}", "about:blank"
        process = await asyncio.create_subprocess_exec(*program, stdout=quiet, stderr=quiet, start_new_session=True)
        stack.push_async_callback(_end, process)
        address = await _address(Path(folder) / "DevToolsActivePort")
        client = await stack.enter_async_context(ClientSession())
        yield BareChromium(await stack.enter_async_context(client.ws_connect(address, max_msg_size=0)))


async def _address(file: Path) -> str:
    """As the browser writes it down once it listens: the port, then the path."""
    async with asyncio.timeout(PATIENCE):
        while len(lines := _lines(file)) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def chromium() -> str | None:
    """The one that TANDEM_CHROMIUM names, else the system's, else Playwright's own."""
    return os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
