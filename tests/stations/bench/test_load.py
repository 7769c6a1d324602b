"""The load is what it says: every request its own serial, every answer counted once."""

from __future__ import annotations

import asyncio
import shutil
import socket

import pytest

from bench.generator import Answer, answer_in
from bench.load import Figures, Load, put
from bench.traffic import SERIAL, to_backend_door
from tests.stations.bench.stub_server import ACCEPTED, BUSY, CLOSING, Stub, stub

CONNECTIONS = 8
needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
GENERATORS = ["bench.generator", pytest.param("wrk", marks=needs_wrk)]


async def loaded(port: int, by: str = "bench.generator") -> Figures:
    request = to_backend_door({"event_id": SERIAL}, "a key")
    load = Load(request=request, connections=CONNECTIONS, seconds=1, prefix="000007")
    return await asyncio.to_thread(put, load, port, by)


def counted(server: Stub, answer: bytes) -> int:
    return sum(each is answer for each in server.answers)


async def test_the_shipped_generator_counts_every_answer_once() -> None:
    """Its figures are the stub's own, to the last answer: nothing in flight is left out or counted twice."""
    async with stub(lambda number: BUSY if number % 3 == 0 else ACCEPTED) as server:
        figures = await loaded(server.port)
    assert figures.answers == len(server.answers) > CONNECTIONS
    assert figures.refused == counted(server, BUSY) > 0
    assert figures.failures == 0


@needs_wrk
async def test_wrk_counts_as_the_shipped_generator_does() -> None:
    """It leaves what is in flight at the end; apart from that its figures are the stub's."""
    async with stub(lambda number: BUSY if number % 3 == 0 else ACCEPTED) as server:
        figures = await loaded(server.port, "wrk")
    assert len(server.answers) - CONNECTIONS <= figures.answers <= len(server.answers)
    assert counted(server, BUSY) - CONNECTIONS <= figures.refused <= counted(server, BUSY)


@pytest.mark.parametrize("by", GENERATORS)
async def test_no_two_requests_are_the_same(by: str) -> None:
    """An event sent twice would be a repetition for the ledger and an easier task for a cache."""
    async with stub(lambda _: ACCEPTED) as server:
        await loaded(server.port, by)
    assert len(set(server.bodies)) == len(server.bodies) > CONNECTIONS
    assert all(body.startswith(b'{"event_id":"000007-') for body in server.bodies)


@pytest.mark.parametrize("by", GENERATORS)
async def test_a_server_that_closes_each_connection_is_no_failure(by: str) -> None:
    """Without keep-alive the next request comes over a new connection."""
    async with stub(lambda _: CLOSING) as server:
        figures = await loaded(server.port, by)
    assert figures.answers > CONNECTIONS
    assert figures.errors == 0


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    """No answers are not a good result."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        figures = await loaded(taken.getsockname()[1])
    assert (figures.answers, figures.acked) == (0, 0)
    assert figures.failures >= CONNECTIONS


def test_an_answer_is_whole_when_its_body_is_there() -> None:
    """Content-Length decides (RFC 9112, section 6.3), however the bytes were cut."""
    whole = b"HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    assert [answer_in(whole[:size]) for size in range(len(whole))] == [None] * len(whole)
    assert answer_in(whole) == Answer(202, closing=True)
