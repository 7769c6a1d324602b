"""A steady load comes at its rate, and a server that stalls cannot hide it."""

from __future__ import annotations

import asyncio
import time

from bench import steady
from bench.load import Figures
from bench.traffic import SERIAL, to_backend_door
from tests.stations.bench.stub_server import ACCEPTED, BUSY, Stub, stub

REQUEST = to_backend_door({"event_id": SERIAL}, "a key")


async def loaded(server: Stub, rate: float, seconds: float = 1) -> Figures:
    return await asyncio.to_thread(steady.put, REQUEST, server.port, rate, seconds, "steady")


async def test_as_many_requests_come_as_were_ordered_each_with_a_serial_of_its_own() -> None:
    """A hundred a second for a second, whatever the answers."""
    async with stub(lambda number: BUSY if number % 4 == 0 else ACCEPTED) as server:
        figures = await loaded(server, rate=100)
    assert (figures.answers, figures.refused, figures.failures) == (100, 25, 0)
    assert len(set(server.bodies)) == 100


async def test_the_time_of_a_request_is_counted_from_its_moment() -> None:
    """The server sleeps once for 300 ms: those that were due meanwhile waited too, and the book says so."""

    def stalling(number: int) -> bytes:
        if number == 50:
            time.sleep(0.3)
        return ACCEPTED

    async with stub(stalling) as server:
        figures = await loaded(server, rate=200)
    assert figures.answers == 200
    # Of 200 requests some 60 were due during the sleep: the 99th percentile is one of them.
    assert figures.p99_us >= 250_000
