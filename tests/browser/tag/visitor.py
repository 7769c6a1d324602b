"""A visitor in a real browser, who notes what the browser asks for."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page

from tests.browser.tag.stage import PATIENCE, Stage


class Visitor:
    """Opens pages of the shop."""

    def __init__(self, context: BrowserContext, stage: Stage) -> None:
        self.context = context
        self.stage = stage
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    async def open(self, path: str = "/", host: str = "127.0.0.1", page: Page | None = None) -> Page:
        """A page of the shop, with the tag at work on it."""
        page = page or await self.context.new_page()
        await page.goto(self.stage.shop_address.replace("127.0.0.1", host) + path, wait_until="domcontentloaded")
        # Asked from outside: `wait_for_function` asks within the page, where a policy without 'unsafe-eval' forbids it.
        async with asyncio.timeout(PATIENCE):
            while not await page.evaluate("!!window.tandem?.ready"):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return page

    async def settle(self, page: Page) -> None:
        """Come back when all that the page has asked for until now has left it: a later request has."""
        await page.evaluate(f"fetch('{self.stage.shop_address}/fence', {{mode: 'no-cors'}}).then(() => 0)")

    def asked(self) -> list[str]:
        """What went to the gateway or to Meta, but for the tag itself."""
        mine = [urlsplit(url) for url in self.requests]
        theirs = [
            url for url in mine if f"http://{url.netloc}" in (self.stage.gateway_address, self.stage.meta_address)
        ]
        return [url.path for url in theirs if url.path != "/t.js"]

    async def cookies(self) -> dict[str, Any]:
        return {cookie["name"]: cookie for cookie in await self.context.cookies()}


FETCHED = """(part) => performance.getEntriesByType('resource')
  .map(({ name }) => name).find((name) => name.includes('/part/') && name.endsWith(`/${part}.js`))"""
"""The address of a part, when the page has got an answer from there."""


async def part_has_come(page: Page, name: str) -> None:
    """
    Come back when a part that the tag fetches as it needs it is at work. That it is asked for is the tag's own doing;
    to import it once more is to wait for it: a page runs a script module once.
    """
    async with asyncio.timeout(PATIENCE):
        while not (address := await page.evaluate(FETCHED, name)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await page.evaluate("(address) => import(address).then(() => 0)", address)
