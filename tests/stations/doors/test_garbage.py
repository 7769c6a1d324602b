"""What a request leaves behind goes at once: the acceptor searches for garbage in cycles only seldom."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

from bench.by_hand import KINDS, Request, doors, requests
from bench.servers import KEY
from bench.traffic import backend_event, tag_message, to_backend_door, to_tag_door
from tandem.event.errors import NotDurable
from tandem.journal.waiting import Waiting, tell

TIMES = 5


def refused_ones() -> list[Request]:
    """At each door, and for what may be wrong with the message, an event, or the one who sends it."""
    event = backend_event()
    posts = [
        to_backend_door({**event, "event_time": 1}, KEY),
        to_backend_door([event, {**event, "unheard_of": 1}], KEY),
        to_backend_door("no event", KEY),
        to_backend_door(event, "no key"),
        to_tag_door({**tag_message(), "events": [{"event_name": 1}]}),
        to_tag_door("no message"),
        to_backend_door(event, KEY).replace(b"/v1/events", b"/no/door"),
    ]
    return [Request(post) for post in posts for _ in range(TIMES)]


async def test_no_request_leaves_a_cycle_behind(tmp_path: Path) -> None:
    """Taken or refused, at every door: with the search switched off, all of it is gone with the answer."""
    entered = doors(tmp_path)
    posted = [request for kind in KINDS for request in requests(kind, TIMES)] + refused_ones()
    await entered.__rsgi__(posted[0], posted[0])  # type: ignore[arg-type]
    gc.collect()
    gc.disable()
    try:
        for request in posted:
            await entered.__rsgi__(request, request)  # type: ignore[arg-type]
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert {request.status for request in posted} == {202, 400, 401, 404}


async def test_an_append_that_fails_leaves_no_cycle_behind() -> None:
    """A full disk: the failure holds the way to whoever waited, and with it every event of the request."""
    waiting = Waiting()
    await failed(waiting)
    gc.collect()
    gc.disable()
    try:
        for _ in range(TIMES):
            await failed(waiting)
        assert gc.collect() == 0
    finally:
        gc.enable()


async def failed(waiting: Waiting) -> None:
    appended = asyncio.create_task(told_no(waiting))
    await asyncio.sleep(0)
    tell(waiting.group(), NotDurable("the disk is full"))
    assert await appended


async def told_no(waiting: Waiting) -> bool:
    try:
        await waiting.until_kept([b"an event"])
    except NotDurable:
        return True
    return False
