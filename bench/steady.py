"""
A load that comes at a fixed rate, whatever the answers: as visitors come.

    python -m bench.steady PORT RATE SECONDS FILE PREFIX

Each request has its moment, and its time is counted from that moment, not from when a connection was free for it: a
server that stalls cannot hide it. Prints `bench.load.Figures`.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec
import uvloop

from bench.generator import Tally, answer_in, copies
from bench.load import Figures

_ROOT = Path(__file__).resolve().parent.parent
MOST = 1_024
"""Connections open at once."""

PATIENCE = 10.0
"""Seconds that answers may take once the last request has gone."""


class Connections:
    """Opened when none is free."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(MOST)

    async def ask(self, request: bytes) -> int:
        """The status of the answer. Raises `OSError` or `EOFError`."""
        async with self._room:
            reader, writer = self._free.pop() if self._free else await self._open()
            writer.write(request)
            received = b""
            while (answer := answer_in(received)) is None:
                part = await reader.read(65_536)
                if not part:
                    raise EOFError
                received += part
            if answer.closing:
                writer.close()
            else:
                self._free.append((reader, writer))
            return answer.status

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()


class Steady:
    """The requests under way, and the book of their answers."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self._connections = Connections(port)
        self._requests = requests
        self.tally = Tally()

    async def run(self, rate: float, seconds: float) -> Figures:
        started = perf_counter()
        tasks = set()
        for number in range(round(rate * seconds)):
            due = started + number / rate
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.add(asyncio.create_task(self._one(due)))
        spent = perf_counter() - started
        _, silent = await asyncio.wait(tasks, timeout=PATIENCE)
        self.tally.failures += len(silent)
        self._connections.close()
        return self.tally.figures(spent)

    async def _one(self, due: float) -> None:
        try:
            status = await self._connections.ask(next(self._requests))
        except (OSError, EOFError):
            self.tally.failures += 1
        else:
            self.tally.heard(status, perf_counter() - due)


def put(request: bytes, port: int, rate: float, seconds: float, prefix: str) -> Figures:
    """In a process of its own. Raises `CalledProcessError` when it fails."""
    with TemporaryDirectory() as folder:
        template = Path(folder) / "request"
        template.write_bytes(request)
        told = [str(port), str(rate), str(seconds), str(template), prefix]
        command = [sys.executable, "-m", "bench.steady", *told]
        done = subprocess.run(command, check=True, cwd=_ROOT, stdout=subprocess.PIPE)
    return msgspec.json.decode(done.stdout, type=Figures)


def main(arguments: list[str]) -> None:
    port, rate, seconds, file, prefix = arguments
    load = Steady(int(port), copies(Path(file).read_bytes(), prefix))
    with contextlib.suppress(KeyboardInterrupt):
        print(msgspec.json.encode(uvloop.run(load.run(float(rate), float(seconds)))).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
