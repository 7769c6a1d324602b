"""The seam to the outside, against a real server: an answer is whole, and silence is silence whatever its cause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from tandem.kit.wire import ANSWER_LIMIT, AiohttpWire, Answer, Silence
from tandem.kit.wire_fakes import Posted, ScriptedWire, SilentWire
from tests.support.acceptor import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{anywhere:.*}", handler)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port := free_port())
        await site.start()
        return f"http://127.0.0.1:{port}/events"

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def wire() -> AsyncIterator[AiohttpWire]:
    async with AiohttpWire() as opened:
        yield opened


async def post(wire: AiohttpWire, url: str, timeout: float = 5.0) -> Answer:  # noqa: ASYNC109
    return await wire.post(url, b'{"data":[]}', {"Authorization": "Bearer x"}, timeout=timeout)


async def test_what_is_posted_arrives_and_what_is_answered_comes_back(wire: AiohttpWire, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        assert (request.method, await request.read()) == ("POST", b'{"data":[]}')
        assert request.headers["Authorization"] == "Bearer x"
        return web.json_response({"events_received": 0}, status=202, headers={"X-FB-Trace": "A1"})

    answer = await post(wire, await serve(handler))
    assert (answer.status, answer.body, answer.headers["x-fb-trace"]) == (202, b'{"events_received": 0}', "A1")


async def test_an_answer_that_comes_in_pieces_is_read_whole(wire: AiohttpWire, serve: Serve) -> None:
    """Half an answer would be judged as none, and the same events would be sent again and again."""

    async def handler(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        for piece in (b'{"events_', b"received", b'": 3}'):
            await reply.write(piece)
            await asyncio.sleep(0.02)
        return reply

    assert (await post(wire, await serve(handler))).body == b'{"events_received": 3}'


async def test_of_an_endless_page_only_the_beginning_is_read(wire: AiohttpWire, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 300_000)

    assert len((await post(wire, await serve(handler))).body) == ANSWER_LIMIT


async def test_an_answer_that_takes_too_long_is_silence(wire: AiohttpWire, serve: Serve) -> None:
    """The clock runs until the last byte: a slow drip is no answer either."""
    gone = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        await reply.write(b"{")
        await gone.wait()
        return reply

    url, started = await serve(handler), time.monotonic()
    with pytest.raises(Silence, match=r"^no answer within 0\.2 s$"):
        await post(wire, url, timeout=0.2)
    assert time.monotonic() - started < 5
    gone.set()


async def test_nobody_at_home_is_silence(wire: AiohttpWire) -> None:
    with pytest.raises(Silence, match=r"^the connection failed: ClientConnectorError$"):
        await post(wire, f"http://127.0.0.1:{free_port()}/")


async def test_a_connection_that_breaks_is_silence(wire: AiohttpWire, serve: Serve) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport
        request.transport.abort()
        return web.Response()

    with pytest.raises(Silence, match="the connection failed"):
        await post(wire, await serve(handler))


async def test_an_answer_that_breaks_off_is_silence(wire: AiohttpWire, serve: Serve) -> None:
    """It may have been a yes; the event_id makes another try harmless."""

    async def handler(request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse(headers={"Content-Length": "100"})
        await reply.prepare(request)
        await reply.write(b'{"events_received": 3}')
        assert request.transport
        request.transport.close()
        return reply

    with pytest.raises(Silence, match="the connection failed"):
        await post(wire, await serve(handler))


async def test_a_redirect_is_not_followed(wire: AiohttpWire, serve: Serve) -> None:
    """The token would travel to wherever it points."""

    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": "http://elsewhere.example/"})

    assert (await post(wire, await serve(handler))).status == 307


async def test_a_question_brings_back_the_answer_and_its_address_holds_no_secret(
    wire: AiohttpWire, serve: Serve
) -> None:
    """A GET without a body; the token travels in its header."""

    async def handler(request: web.Request) -> web.Response:
        assert (request.method, await request.read()) == ("GET", b"")
        assert (request.query_string, request.headers["Authorization"]) == ("dataset_id=7", "Bearer x")
        return web.json_response({"web": []})

    answer = await wire.get(f"{await serve(handler)}?dataset_id=7", {"Authorization": "Bearer x"}, timeout=5)
    assert (answer.status, answer.body) == (200, b'{"web": []}')


async def test_a_question_that_nobody_answers_is_silence_too(wire: AiohttpWire) -> None:
    """Of the real wire as of the fake that stands for it."""
    for each in (wire, SilentWire()):
        with pytest.raises(Silence):
            await each.get(f"http://127.0.0.1:{free_port()}/", {}, timeout=5)


async def test_a_script_answers_questions_and_posts_in_one_order() -> None:
    """And remembers which was which."""
    wire = ScriptedWire([Answer(200, {}, b"1"), Answer(200, {}, b"2")])
    asked = await wire.get("https://a.example/", {"X": "y"}, timeout=1)
    posted = await wire.post("https://b.example/", b"body", {}, timeout=1)

    assert (asked.body, posted.body) == (b"1", b"2")
    assert wire.asked == [Posted("https://a.example/", b"", {"X": "y"})]
    assert [each.body for each in wire.posted] == [b"body"]


async def test_a_wire_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await post(AiohttpWire(), "http://127.0.0.1/")
