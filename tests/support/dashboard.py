"""The dashboard as it runs: on a free port, in a thread of its own, and a client that may call itself anything."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from typing import Any

import msgspec
import uvicorn

from tandem.app.dashboard import bind, serving
from tandem.app.doors_openapi import document
from tandem.config.schema import Limits
from tandem.web.app import make_app
from tandem.web.guard import allowed_hosts
from tandem.web.view import View

PATIENCE = 20.0
GATEWAY = "https://gw.example.com"
HOST = "dash.internal"
VERSION = "1.2.3"


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class RunningDashboard:
    def __init__(self, port: int, server: uvicorn.Server, thread: threading.Thread) -> None:
        self.port = port
        self._server = server
        self._thread = thread

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        """`body` goes as JSON."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            told = None if body is None else json.dumps(body).encode()
            connection.request(
                method, path, told, headers if body is None else {"Content-Type": "application/json", **headers}
            )
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    @contextmanager
    def stream(self, path: str) -> Iterator[HTTPResponse]:
        """An answer that goes on: read it line by line."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            yield connection.getresponse()
        finally:
            connection.close()

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the dashboard did not end"


@contextmanager
def running_dashboard(view: View) -> Iterator[RunningDashboard]:
    """Serve it until the block is left."""
    app = make_app(view, hosts=allowed_hosts(HOST), version=VERSION, doors=document(GATEWAY, Limits()))
    listener = bind("127.0.0.1", 0)
    server = serving(app)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve([listener]),), daemon=True)
    port = listener.getsockname()[1]
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        assert thread.is_alive(), "the dashboard did not start"
        assert time.monotonic() < deadline, "the dashboard did not start in time"
        time.sleep(0.01)
    running = RunningDashboard(port, server, thread)
    try:
        yield running
    finally:
        loop.call_soon_threadsafe(view.stop.set)  # who waits for it is in that thread
        running.end()
        loop.close()
