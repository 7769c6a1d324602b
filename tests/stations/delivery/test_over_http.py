"""Every kind of answer over real HTTP, from a Meta of our own, and what the books say afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.config.delivery import Delivery
from tandem.config.schema import Consent, Meta
from tandem.delivery.lane import Lane
from tandem.destinations.meta.client import MetaDestination
from tandem.dispatch import dispatch
from tandem.emulator.testing import MetaEmulator
from tandem.kit.clock import system_clock
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire
from tests.support.books import Books, open_books
from tests.support.events import ADA, FBC, GRANTED, event
from tests.support.shops.authority import END, key_pem, new_key, self_signed

TOKEN = "EMULATED-token-of-tests"


@pytest.fixture(scope="module")
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def send(books: Books, endpoint: str, count: int = 2, timeout: float | None = None, **changes: Any) -> None:  # noqa: ASYNC109
    """Some purchases of five seconds ago, sent by a lane whose breaker opens at the first failure."""
    now = system_clock()
    moment = {"event_time": now, "received_at": now - timedelta(seconds=5), "grants": GRANTED, **changes}
    await books.post(*[event(event_id=f"{now:%f}_{number}", **moment) for number in range(count)])
    settings = Meta(dataset_id="1234567890", token="", endpoint=endpoint)
    settings = settings if timeout is None else msgspec.structs.replace(settings, timeout=timeout)
    async with AiohttpWire() as wire:
        destination = MetaDestination(settings, Secret(TOKEN), wire, system_clock)
        lane = Lane(
            destination=destination,
            ledger=books.ledger,
            consent=Consent(),
            clock=system_clock,
            roll=random.random,
            settings=Delivery(failures=1),
        )
        await dispatch(lane)


def states(books: Books) -> set[str]:
    return {state for (state,) in books.ask("SELECT state FROM outbox")}


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ({"html": True}, "down"),
        ({"drop": True}, "down"),
        ({"drop_after": True}, "down"),
        ({"status": 500}, "down"),
        ("service", "down"),
        ("upload_not_ready", "down"),
        ("rate", "limit"),
        ("business_limit", "limit"),
        ("token_expired", "token"),
        ("permission", "permission"),
        ("dataset_unknown", "dataset"),
        ("version_expired", "version"),
    ],
    ids=str,
)
async def test_what_is_no_verdict_on_the_events_costs_none(
    books: Books, meta: MetaEmulator, fault: Any, cause: str
) -> None:
    meta.faults(fault)
    await send(books, meta.url)
    assert states(books) == {"waiting"}
    assert books.ask("SELECT cause FROM pause WHERE ended_at IS NULL") == [(cause,)]
    assert books.balance()


async def test_an_answer_that_takes_too_long_is_none(books: Books, meta: MetaEmulator) -> None:
    meta.faults({"delay_ms": 2_000})
    await send(books, meta.url, timeout=0.2)
    assert states(books) == {"waiting"}
    assert books.ask("SELECT status, answer FROM request") == [(None, "no answer within 0.2 s")]


async def test_an_answer_that_comes_late_is_waited_for(books: Books, meta: MetaEmulator) -> None:
    """Sent again, its events might count twice: Meta promises nothing for two from a server."""
    meta.faults({"delay_ms": 2_000})
    await send(books, meta.url)
    assert states(books) == {"delivered"}


async def test_a_server_without_tls_where_there_should_be_is_no_answer(books: Books, meta: MetaEmulator) -> None:
    await send(books, meta.url.replace("http://", "https://"))
    assert states(books) == {"waiting"}
    ((status, answer),) = books.ask("SELECT status, answer FROM request")
    assert (status, answer.split(":")[0]) == (None, "the connection failed")


async def test_a_port_where_nobody_listens_is_no_answer(books: Books) -> None:
    await send(books, "http://127.0.0.1:1")
    assert states(books) == {"waiting"}
    assert books.ask("SELECT cause FROM pause") == [("down",)]


@pytest.mark.parametrize(
    ("name", "until"),
    [("127.0.0.1", END), ("graph.facebook.com", END), ("127.0.0.1", datetime(2021, 1, 1, tzinfo=UTC))],
    ids=["vouched for by nobody", "of another host", "run out"],
)
async def test_a_certificate_that_cannot_be_trusted_is_no_answer(
    books: Books, tmp_path: Path, name: str, until: datetime
) -> None:
    """Nothing is told to whoever shows it: the token least of all."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0, ssl=_shown(tmp_path, name, until)) as server:
        await send(books, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert states(books) == {"waiting"}
    assert books.ask("SELECT DISTINCT answer FROM request") == [
        ("the certificate of the other side cannot be trusted",)
    ]
    assert not any(heard)


def _shown(folder: Path, name: str, until: datetime) -> ssl.SSLContext:
    key = new_key()
    both = folder / "shown.pem"
    both.write_bytes(key_pem(key) + self_signed(key, name, until).encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
TAKEN = b'{"events_received": 2}'


@pytest.mark.parametrize(
    "said",
    [
        b"",
        HEAD[:20],
        b"\x16\x03\x01\x00 no HTTP at all\r\n\r\n",
        HEAD + b"Content-Length: 500\r\n\r\n" + TAKEN,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n16\r\n" + TAKEN[:9],
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nno length\r\n" + TAKEN,
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 22\r\n\r\n" + TAKEN,
        HEAD + b"Content-Encoding: br\r\nContent-Length: 22\r\n\r\n" + TAKEN,
        HEAD + b"X-Long: " + b"x" * 100_000 + b"\r\nContent-Length: 22\r\n\r\n" + TAKEN,
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=lambda said: said[-30:].decode("latin-1"),
)
async def test_whatever_breaks_in_the_middle_of_an_answer_costs_no_event(books: Books, said: bytes) -> None:
    """An end at any place, a lie about the length or the packing: never a fault of ours, never a dead letter."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        await send(books, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert states(books) == {"waiting"}
    assert books.ask("SELECT DISTINCT verdict FROM request") == [("later",)]


async def test_an_answer_that_drips_is_given_up_in_time(books: Books) -> None:
    """A byte now and then keeps no request alive beyond its time."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(HEAD + b"Content-Length: 100000\r\n\r\n")
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        await send(books, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeout=0.3)
    assert states(books) == {"waiting"}
    assert books.ask("SELECT status, answer FROM request") == [(None, "no answer within 0.3 s")]


async def test_an_event_that_meta_refuses_is_dead_and_the_others_are_delivered(
    books: Books, meta: MetaEmulator
) -> None:
    await send(books, meta.url, count=3)
    assert states(books) == {"delivered"}
    meta.faults("parameter_2804007")
    await send(books, meta.url, count=1)
    assert states(books) == {"delivered", "dead"}
    assert books.balance()


async def test_a_malformed_click_id_costs_the_click_id_and_not_the_purchase(books: Books, meta: MetaEmulator) -> None:
    """The emulator refuses it as Meta does, and takes the same event without it."""
    await send(books, meta.url, count=1, person=msgspec.structs.replace(ADA, fbc=FBC.replace("fb.1", "xx")))
    assert states(books) == {"delivered"}
    assert [told.count('"fbc"') for (told,) in books.ask("SELECT omitted FROM outbox")] == [1]


async def test_a_key_that_meta_names_itself_is_left_out(books: Books, meta: MetaEmulator) -> None:
    """A lead_id of two digits: named in blame_field_specs, whatever the code."""
    await send(books, meta.url, count=1, person=msgspec.structs.replace(ADA, lead_id="12"))
    assert states(books) == {"delivered"}
    assert [told.count('"lead_id"') for (told,) in books.ask("SELECT omitted FROM outbox")] == [1]
