from __future__ import annotations

import asyncio
import socket
from http.client import HTTPResponse
from pathlib import Path

import msgspec
import pytest

from tandem.app import dashboard as process
from tandem.app.view import browser_legs
from tandem.config.schema import Dashboard
from tandem.kit.port import PortTaken
from tandem.web.view import View
from tests.support.acceptor import free_port
from tests.support.books_to_read import Books, open_books
from tests.support.dashboard import PATIENCE, RunningDashboard
from tests.support.events import event
from tests.support.settings import loaded, settings
from tests.support.waiting import eventually


def _next_change(stream: HTTPResponse) -> int:
    """The running number of the next change; comments and blank lines between are passed over."""
    while line := stream.readline():
        if line.startswith(b"data: "):
            return int(line.removeprefix(b"data: "))
    raise AssertionError("the stream ended")


def test_a_page_hears_at_once_when_something_arrives(books: Books, dashboard: RunningDashboard) -> None:
    """One message at the start, and one after each commit of the worker."""
    with dashboard.stream("/api/live") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers.get_all("cache-control") == ["no-store"]
        assert _next_change(stream) == 1
        books.tell(event(event_id="a"))
        assert _next_change(stream) == 2
        books.deliver(1)
        assert _next_change(stream) == 3


def test_a_page_that_came_before_the_ledger_hears_of_it(tmp_path: Path, dashboard: RunningDashboard) -> None:
    """The dashboard may be up before the worker: the stream holds, and tells when the ledger is there."""
    with dashboard.stream("/api/live") as stream:
        assert _next_change(stream) == 1
        with open_books(tmp_path) as books:
            books.tell(event())
            assert _next_change(stream) == 2


def test_an_open_page_does_not_keep_the_dashboard_from_ending(
    books: Books, view: View, dashboard: RunningDashboard
) -> None:
    """Its stream ends by itself when the process is told to stop."""
    with dashboard.stream("/api/live") as stream:
        _next_change(stream)
        view.stop.set()
        dashboard.end()
        assert b"data" not in stream.read()


async def test_the_process_serves_on_its_own_port_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """Started from settings alone; after `stop` the port is free again."""
    listen = Dashboard(port=free_port())
    ready = loaded(msgspec.structs.replace(settings(), dashboard=listen), tmp_path)
    stop = asyncio.Event()
    running = asyncio.create_task(process.run(ready, stop))
    await eventually(lambda: _is_open(listen.port), bool)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)

    assert not _is_open(listen.port)


async def test_a_taken_port_is_said_to_be_taken(tmp_path: Path) -> None:
    """The process ends at once instead of running without a port."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        listen = Dashboard(port=other.getsockname()[1])
        ready = loaded(msgspec.structs.replace(settings(), dashboard=listen), tmp_path)
        with pytest.raises(PortTaken, match="already in use"):
            await process.run(ready, asyncio.Event())


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_only_events_with_a_browser_leg_can_lose_it(tmp_path: Path) -> None:
    """The tracking plan says which they are; a site without the Pixel has none."""
    made = settings()
    api_only = msgspec.structs.replace(made.site[1], mode="api-only")
    two = msgspec.structs.replace(made, site=(made.site[0], api_only))
    ready = loaded(two, tmp_path, {"Refund": {"legs": ["server"]}})

    legs = browser_legs(ready)

    assert ("shop", "Purchase") in legs
    assert ("shop", "Refund") not in legs
    assert not [name for site, name in legs if site == api_only.name]
