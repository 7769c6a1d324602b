"""
The yardstick: the acceptor's own HTTP server, under the same limits, answering an empty 202 to whatever comes.

    python -m bench.empty tandem.toml
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import Protocol

import uvloop

from tandem.app.acceptor import http_server
from tandem.config.load import load
from tandem.kit.parent import watch_parent

UNREAD = 16 * 1024
"""Bytes of body that the server may leave unread. With more it would have to close the connection."""


class Scope(Protocol):
    headers: Mapping[str, str]


class Exchange(Protocol):
    def __call__(self) -> Awaitable[bytes]: ...
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...


class Nothing:
    async def __rsgi__(self, scope: Scope, protocol: Exchange) -> None:
        if int(scope.headers.get("content-length", "0")) > UNREAD:
            await protocol()
        protocol.response_empty(202, [])


async def serve(config: Path) -> None:
    await http_server(load(config), Nothing()).serve()


if __name__ == "__main__":
    watch_parent(lambda: os._exit(0))
    uvloop.run(serve(Path(sys.argv[1])))
