"""A Meta for tests: in its own thread, on a free port, asked over real HTTP like any other server."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from aiohttp import web

from tandem.emulator.app import make_app

Json = Any

GOODBYE = 0.1
"""Seconds that open connections are given at the end."""

_direct = build_opener(ProxyHandler({}))
"""No proxy stands between a test and its Meta, whatever HTTP_PROXY says."""


class MetaEmulator:
    """A running emulator. `url` is its address without a slash at the end."""

    def __init__(self, url: str) -> None:
        self.url = url

    @classmethod
    @contextmanager
    def running(cls, *, host: str = "127.0.0.1", port: int = 0, **settings: Any) -> Iterator[MetaEmulator]:
        """
        Serve while the block lasts. `settings` are those of `make_app`, such as `strict=True`; port 0 takes a free one.

        Raises `OSError` when the port is taken.
        """
        ready: Future[_Running] = Future()
        thread = threading.Thread(target=_run, args=(make_app(**settings), host, port, ready), daemon=True)
        thread.start()
        server = ready.result(timeout=10)
        try:
            yield cls(f"http://{host}:{server.port}")
        finally:
            server.stop()
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

    def match_quality(self, event_name: str) -> float:
        """
        The estimate of Event Match Quality for server events of one name, 0 to 10.

        Raises `LookupError` when the server has sent none from a website.
        """
        found = self.get("/sandbox/match_quality", event_name=event_name)["events"]
        if not found:
            raise LookupError(f"there is nothing to score: no website event {event_name!r} came from the server")
        return float(found[0]["score"])

    def requests(self) -> list[Json]:
        """The requests at both edges, newest first."""
        return list(self.get("/sandbox/requests")["requests"])

    def diagnostics(self) -> list[Json]:
        """The diagnostics that found something."""
        return [found for found in self.get("/sandbox/diagnostics")["diagnostics"] if found["count"]]

    def faults(self, *faults: Json) -> None:
        """
        Order bad days, in this order: `faults({"next": 3, "status": 503}, "token_expired")`.

        A text is the name of an error in `contracts/meta/errors.json`; for the rest see `faults.Fault`.
        """
        self.post("/sandbox/faults", list(faults))

    def lead(self, answers: Json, **more: Json) -> Json:
        """Somebody fills in a form; returns what the webhook would say of it. `more`: see `leads.Filled`."""
        return self.post("/sandbox/leads", {"field_data": answers, **more})

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
        with _direct.open(request, timeout=10) as response:
            return json.load(response)


@dataclass(frozen=True, slots=True)
class _Running:
    """The port that is served, and how to end it from another thread."""

    port: int
    stop: Callable[[], object]


def _run(app: web.Application, host: str, port: int, ready: Future[_Running]) -> None:
    try:
        asyncio.run(_serve(app, host, port, ready))
    except OSError as problem:  # the port is taken: whoever waits for us is told
        ready.set_exception(problem)


async def _serve(app: web.Application, host: str, port: int, ready: Future[_Running]) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        ready.set_result(_Running(runner.addresses[0][1], lambda: loop.call_soon_threadsafe(stopped.set)))
        await stopped.wait()
    finally:
        await runner.cleanup()
