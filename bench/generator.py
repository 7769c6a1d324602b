"""
A load generator that needs nothing installed: one loop, one request in flight per connection.

    python -m bench.generator PORT CONNECTIONS SECONDS FILE PREFIX

It reads the request from FILE and prints `bench.load.Figures`. Figures of `wrk` are a little better at many
connections, since this one spends more of the machine on itself.
"""

from __future__ import annotations

import asyncio
import re
import sys
from array import array
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import perf_counter

import msgspec
import uvloop

from bench.load import Figures
from bench.traffic import SERIAL

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSING = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_PATIENCE = 10.0
"""Seconds that an answer may take."""


class Answer(msgspec.Struct, frozen=True):
    status: int
    closing: bool
    """Whether the server will close the connection behind it."""


def answer_in(received: bytes) -> Answer | None:
    """The answer, once its head and as many bytes of body as the head announces are there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end]
    announced = _LENGTH.search(head)
    if len(received) < end + 4 + (int(announced[1]) if announced else 0):
        return None
    return Answer(int(head[9:12]), _CLOSING.search(head) is not None)


def copies(request: bytes, prefix: str) -> Iterator[bytes]:
    """The request without end, each copy with its own serial."""
    pieces = request.split(SERIAL.encode())
    for number in count(1):
        yield f"{prefix}-{number:012d}".encode().join(pieces)


class Tally:
    """What all connections saw together."""

    def __init__(self) -> None:
        self.refused = 0
        self.failures = 0
        self.took = array("d")

    def answered(self, answer: Answer, seconds: float) -> None:
        self.heard(answer.status, seconds)

    def heard(self, status: int, seconds: float) -> None:
        self.took.append(seconds)
        self.refused += status >= 400

    def figures(self, seconds: float) -> Figures:
        took = sorted(self.took) or [0.0]
        return Figures(
            answers=len(self.took),
            refused=self.refused,
            failures=self.failures,
            seconds=seconds,
            p50_us=took[len(took) // 2] * 1e6,
            p99_us=took[len(took) * 99 // 100] * 1e6,
        )


class Load:
    """What every customer needs: where to post, what, until when, and the book to write it in."""

    def __init__(self, port: int, requests: Iterator[bytes], until: float) -> None:
        self.port = port
        self.requests = requests
        self.until = until
        self.tally = Tally()

    @property
    def over(self) -> bool:
        return perf_counter() >= self.until


async def customer(load: Load) -> None:
    """Post one request after the other until the load is over; open a new connection where the last one is gone."""
    while not load.over:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
        except OSError:
            load.tally.failures += 1
            await asyncio.sleep(0.05)
            continue
        try:
            await _converse(reader, writer, load)
        except (OSError, EOFError):
            load.tally.failures += 1
        finally:
            writer.close()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, load: Load) -> None:
    """Until the server closes the connection behind an answer."""
    while not load.over:
        sent_at = perf_counter()
        writer.write(next(load.requests))
        answer = await _answer(reader)
        load.tally.answered(answer, perf_counter() - sent_at)
        if answer.closing:
            return


async def _answer(reader: asyncio.StreamReader) -> Answer:
    received = b""
    while (answer := answer_in(received)) is None:
        part = await reader.read(65_536)
        if not part:
            raise EOFError
        received += part
    return answer


async def generate(port: int, connections: int, seconds: float, requests: Iterator[bytes]) -> Figures:
    started = perf_counter()
    load = Load(port, requests, started + seconds)
    customers = [asyncio.create_task(customer(load)) for _ in range(connections)]
    _, silent = await asyncio.wait(customers, timeout=seconds + _PATIENCE)
    load.tally.failures += len(silent)
    return load.tally.figures(perf_counter() - started)


def main(arguments: list[str]) -> None:
    port, connections, seconds, file, prefix = arguments
    requests = copies(Path(file).read_bytes(), prefix)
    figures = uvloop.run(generate(int(port), int(connections), float(seconds), requests))
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
