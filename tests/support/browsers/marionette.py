"""
The wire of Firefox: Marionette, JSON messages over TCP, each with its length in front.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from tests.support.browsers.seam import HASTE, Left, NotDriven

COMMAND = 0
NOT_WEBDRIVER = {"SetContext", "Quit"}


class Marionette:
    """One connection, one command at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.numbers = itertools.count(1)
        self.turn = asyncio.Lock()

    @classmethod
    async def at(cls, port: int) -> Marionette:
        wire = cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**24))
        await wire.hear()
        return wire

    async def say(self, command: str, **words: Any) -> Any:
        family = "Marionette" if command in NOT_WEBDRIVER else "WebDriver"
        body = json.dumps([COMMAND, next(self.numbers), f"{family}:{command}", words]).encode()
        async with self.turn, asyncio.timeout(HASTE * 2):
            self.writer.write(b"%d:%s" % (len(body), body))
            _, _, error, answer = await self.hear()
        if error:
            kind = Left if "unloaded" in error["message"] else NotDriven
            raise kind(f"Firefox, {command}: {error['error']}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and answer.keys() == {"value"} else answer

    async def hear(self) -> Any:
        length = await self.reader.readuntil(b":")
        return json.loads(await self.reader.readexactly(int(length[:-1])))

    async def in_chrome(self, body: str) -> Any:
        """Run a function's body in the browser itself, not in a page. May return a promise."""
        await self.say("SetContext", value="chrome")
        try:
            return await self.say("ExecuteScript", script=body, args=[])
        finally:
            await self.say("SetContext", value="content")

    def close(self) -> None:
        self.writer.close()
