"""The dashboard: its own process and port, and a read-only look at the ledger."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from litestar.types import ASGIApp

import tandem
from tandem.app.doors_openapi import document
from tandem.app.view import view_of
from tandem.config.schema import Loaded
from tandem.doors.script import public_url
from tandem.kit.port import claim
from tandem.web.app import make_app
from tandem.web.guard import allowed_hosts

GRACE = 2
"""Seconds that requests under way have at the end. Streams end by themselves."""


async def run(loaded: Loaded, stop: asyncio.Event) -> None:
    """Serve until `stop`. Raises `PortTaken`."""
    claim(loaded.settings.dashboard.host, loaded.settings.dashboard.port, "dashboard")
    listener = bind(loaded.settings.dashboard.host, loaded.settings.dashboard.port)
    server = serving(make(loaded, stop))
    answering = asyncio.create_task(server.serve([listener]))
    await asyncio.wait([answering, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    server.should_exit = True
    await answering


def make(loaded: Loaded, stop: asyncio.Event) -> ASGIApp:
    doors = document(public_url(loaded.settings), loaded.settings.limits)
    hosts = allowed_hosts(loaded.settings.dashboard.host, loaded.settings.dashboard.allowed_hosts)
    return make_app(view_of(loaded, stop), hosts=hosts, version=tandem.__version__, doors=doors)


class _Server(uvicorn.Server):
    """Leaves the signals to whoever started it: the process has other things to stop as well."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(host: str, port: int) -> socket.socket:
    """The port, taken. 0 takes a free one. Raises `OSError` when another has it: uvicorn would end the process."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def serving(app: ASGIApp) -> uvicorn.Server:
    """A server that logs only what is wrong."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )
    return _Server(config)
