"""A Meta for tests: in its own thread, on a free port, asked over real HTTP like any other server."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from aiohttp import web

from tandem.emulator.app import make_app

Json = Any


class MetaEmulator:
    """A running emulator. `url` is its address without a slash at the end."""

    def __init__(self, url: str) -> None:
        self.url = url

    @classmethod
    @contextmanager
    def running(cls, *, host: str = "127.0.0.1", port: int = 0, **settings: Any) -> Iterator[MetaEmulator]:
        """Serve while the block lasts. `settings` are those of `make_app`; port 0 takes a free one."""
        loop, started = asyncio.new_event_loop(), threading.Event()
        runner = web.AppRunner(make_app(**settings), access_log=None, shutdown_timeout=0.1)
        ports: list[int] = []

        def serve() -> None:
            ports.append(loop.run_until_complete(_start(runner, host, port)))
            started.set()
            loop.run_forever()
            loop.run_until_complete(runner.cleanup())
            loop.close()

        thread = threading.Thread(target=serve, name="emulator", daemon=True)
        thread.start()
        started.wait(timeout=10)
        try:
            yield cls(f"http://{host}:{ports[0]}")
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)

    def received(self, **filters: str) -> list[Json]:
        """Accepted events, newest first. Filters: `event_name`, `event_id`, `source`, `limit`."""
        return list(self.get("/sandbox/received", **filters)["events"])

    def rejected(self) -> list[Json]:
        """Refused batches, newest first."""
        return list(self.get("/sandbox/rejected")["rejected"])

    def pairs(self, **filters: str) -> list[Json]:
        """Actions with their legs, newest first. Filters: `event_name`, `event_id`, `legs`, `limit`."""
        return list(self.get("/sandbox/pairs", **filters)["pairs"])

    def counted(self, event_name: str | None = None) -> int:
        """How many events count: all, or those of one name."""
        return int(self.get("/sandbox/counted", **({"event_name": event_name} if event_name else {}))["total"])

    def requests(self) -> list[Json]:
        """The requests at both edges, newest first."""
        return list(self.get("/sandbox/requests")["requests"])

    def diagnostics(self) -> list[Json]:
        """The diagnostics that found something."""
        return [found for found in self.get("/sandbox/diagnostics")["diagnostics"] if found["count"]]

    def faults(self, *faults: Json) -> None:
        """Order bad days, in this order: `faults({"next": 3, "status": 503})`. See `faults.Fault`."""
        self.post("/sandbox/faults", list(faults))

    def reset(self) -> None:
        """Forget everything."""
        self.post("/sandbox/reset", {})

    def get(self, path: str, **query: str) -> Json:
        """Any answer of the emulator as JSON. Raises `urllib.error.HTTPError`."""
        return self._ask(f"{path}?{urlencode(query)}")

    def post(self, path: str, body: Json) -> Json:
        """Send JSON, get JSON. Raises `urllib.error.HTTPError`."""
        return self._ask(path, json.dumps(body).encode())

    def _ask(self, path: str, body: bytes | None = None) -> Json:
        request = Request(self.url + path, body, {"Content-Type": "application/json"})  # noqa: S310 - our own address
        with urlopen(request, timeout=10) as response:  # noqa: S310
            return json.load(response)


async def _start(runner: web.AppRunner, host: str, port: int) -> int:
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    return int(runner.addresses[0][1])
