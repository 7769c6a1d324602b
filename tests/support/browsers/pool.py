"""All three browsers, each started when a test first asks for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from tests.support.browsers import chromium, firefox, webkit
from tests.support.browsers.seam import Browser

STARTS: dict[str, Callable[[], AbstractAsyncContextManager[Browser]]] = {
    "chromium": chromium.started,
    "firefox": firefox.started,
    "webkit": webkit.started,
}


class Pool:
    def __init__(self, open_until_the_end: AsyncExitStack) -> None:
        self.stack = open_until_the_end
        self.running: dict[str, Browser] = {}

    async def get(self, name: str) -> Browser:
        if name not in self.running:
            self.running[name] = await self.stack.enter_async_context(STARTS[name]())
        return self.running[name]


@asynccontextmanager
async def browsers() -> AsyncIterator[Pool]:
    async with AsyncExitStack() as stack:
        yield Pool(stack)
