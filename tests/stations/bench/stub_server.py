"""A server that answers what it is told to, one byte short of what a packet holds, and keeps the requests it saw."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"
CLOSING = b"HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

Script = Callable[[int], bytes]
"""The answer to the request with that number, counted from 1."""


class Stub:
    def __init__(self, script: Script) -> None:
        self._script = script
        self.bodies: list[bytes] = []
        self.answers: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                await self._exchange(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        announced = re.search(rb"content-length: (\d+)", head)
        assert announced is not None
        self.bodies.append(await reader.readexactly(int(announced[1])))
        answer = self._script(len(self.bodies))
        self.answers.append(answer)
        writer.write(answer[:-1])
        await writer.drain()
        writer.write(answer[-1:])
        if answer is CLOSING:
            writer.close()


@asynccontextmanager
async def stub(script: Script) -> AsyncIterator[Stub]:
    """Listening on a free port of this machine."""
    served = Stub(script)
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    yield served
    server.close()
