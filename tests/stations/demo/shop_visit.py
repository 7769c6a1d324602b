"""A gateway that only listens, and a visitor who shops over real HTTP."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

ADA = {
    "email": "Ada@Example.com",
    "phone": "+49 30 23125 042",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "street": "Pedalweg 2",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
SECONDS = 10
"""Long enough for a busy machine; nothing here waits that long unless it is broken."""


class Gateway:
    """Takes `POST /v1/events`, answers what it was told to and then 202, and keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[web.BaseRequest, bytes]] = []
        self._answers: list[int] = []
        self._news = asyncio.Condition()
        app = web.Application()
        app.router.add_post("/v1/events", self._take)
        self.server = TestServer(app)

    def will_answer(self, statuses: Iterable[int]) -> None:
        self._answers = list(statuses)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        async with self._news:
            self.heard.append((request, body))
            self._news.notify_all()
        return web.json_response({}, status=self._answers.pop(0) if self._answers else 202)

    async def reports(self, count: int) -> list[dict[str, Any]]:
        """Wait until that many were heard, and answer all of them."""
        async with asyncio.timeout(SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)
        return [json.loads(body) for _, body in self.heard]


class Visitor:
    """A browser without a screen: it keeps cookies, follows redirects and reads pages."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    async def get(self, path: str) -> ClientResponse:
        return await self.client.get(path)

    async def read(self, path: str) -> str:
        return await (await self.client.get(path)).text()

    async def post(self, path: str, **form: str) -> ClientResponse:
        return await self.client.post(path, data=form)

    def carry(self, **cookies: str) -> None:
        self.client.session.cookie_jar.update_cookies(cookies, self.client.make_url("/"))

    async def buy(self, product: str = "daisy", **details: str) -> str:
        """Fill the cart, check out, and answer the page that comes then."""
        await self.post("/cart", product=product)
        return await (await self.post("/checkout", **(ADA | details))).text()

    async def until(self, path: str, text: str) -> str:
        """Look at a page until it says something."""
        async with asyncio.timeout(SECONDS):
            while True:
                if text in (page := await self.read(path)):
                    return page
                await asyncio.sleep(0.01)


def tag_calls(page: str) -> list[list[Any]]:
    """The `tandem(...)` calls of a page, arguments as JSON."""
    return [json.loads(f"[{arguments}]") for arguments in re.findall(r"^\s*tandem\((.*)\)$", page, re.M)]


def tracked(page: str, name: str) -> list[list[Any]]:
    return [call for call in tag_calls(page) if call[:2] == ["track", name]]


def order_of(page: str) -> str:
    (order,) = re.findall(r'data-order="([^"]*)"', page)
    return str(order)
