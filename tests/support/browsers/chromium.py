"""Chromium, by Playwright: a context of its own for each visitor."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, async_playwright

from tests.browser.conftest import GOOD_BYE, SWITCHES, find_chromium
from tests.support.browsers.programs import running
from tests.support.browsers.seam import HASTE, Left


class ChromiumTab:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        await self.page.goto(url, wait_until="domcontentloaded")

    async def run(self, body: str) -> Any:
        try:
            return await self.page.evaluate(f"async () => {{ {body} }}")
        except Error as error:
            if "context was destroyed" in error.message:
                raise Left(error.message) from None
            raise

    async def press(self, selector: str) -> None:
        await self.page.locator(selector).first.click(timeout=HASTE * 1000)

    async def back(self) -> None:
        await self.page.evaluate("history.back()")

    async def close(self) -> None:
        await self.page.close()

    async def cookies(self) -> dict[str, str]:
        found = await self.page.context.cookies(self.page.url)
        return {cookie.get("name", ""): cookie.get("value", "") for cookie in found}


class ChromiumProfile:
    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.fresh: asyncio.Queue[Page] = asyncio.Queue()
        context.on("page", self.fresh.put_nowait)

    async def tab(self) -> ChromiumTab:
        page = await self.context.new_page()
        await self.opened()
        return ChromiumTab(page)

    async def opened(self) -> ChromiumTab:
        async with asyncio.timeout(HASTE):
            return ChromiumTab(await self.fresh.get())

    async def go_offline(self, offline: bool) -> None:
        await self.context.set_offline(offline)


class Chromium:
    name = "chromium"

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    @asynccontextmanager
    async def profile(self) -> AsyncIterator[ChromiumProfile]:
        context = await self.browser.new_context()
        yield ChromiumProfile(context)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOOD_BYE):
                await context.close()


@asynccontextmanager
async def started() -> AsyncIterator[Chromium]:
    """With the back/forward cache, which Playwright switches off by itself."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(playwright),
            args=list(SWITCHES),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield Chromium(browser)
        await browser.close()


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """A Chromium that shows the page to nobody, and that nobody drives."""
    async with async_playwright() as playwright:
        path = find_chromium(playwright)
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as folder:
        async with running(path, *SWITCHES, "--headless=new", f"--user-data-dir={folder}", url):
            yield
