"""
The wire of Firefox: Marionette, JSON messages over TCP, each with its length in front.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from typing import Any

from tests.support.browsers.seam import HASTE, Left, NotDriven

COMMAND = 0
NOT_WEBDRIVER = {"SetContext", "Quit"}


class Marionette:
    """
    One connection, one command at a time. An answer goes to the command whose number it bears, so that one that comes
    when nobody waits for it any more is nobody else's.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.numbers = itertools.count(1)
        self.turn = asyncio.Lock()
        self.waiting: dict[int, asyncio.Future[tuple[Any, Any]]] = {}
        self.listening: asyncio.Task[None] | None = None

    @classmethod
    async def at(cls, port: int) -> Marionette:
        wire = cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**24))
        await wire._hear()
        wire.listening = asyncio.create_task(wire._listen())
        return wire

    async def say(self, command: str, **words: Any) -> Any:
        family = "Marionette" if command in NOT_WEBDRIVER else "WebDriver"
        number = next(self.numbers)
        body = json.dumps([COMMAND, number, f"{family}:{command}", words]).encode()
        async with self.turn, asyncio.timeout(HASTE * 2):
            answered = self.waiting[number] = asyncio.get_running_loop().create_future()
            self.writer.write(b"%d:%s" % (len(body), body))
            error, answer = await answered
        if error:
            kind = Left if "unloaded" in error["message"] else NotDriven
            raise kind(f"Firefox, {command}: {error['error']}: {error['message']}")
        return answer["value"] if isinstance(answer, dict) and answer.keys() == {"value"} else answer

    async def _listen(self) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                _, number, error, answer = await self._hear()
                answered = self.waiting.pop(number)
                if not answered.done():
                    answered.set_result((error, answer))
        for answered in self.waiting.values():
            answered.set_exception(EOFError("Firefox has gone"))

    async def _hear(self) -> Any:
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
        if self.listening:
            self.listening.cancel()
        self.writer.close()
