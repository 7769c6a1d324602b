"""The public doors as they run: the acceptor on a free port, in a thread of its own, and a client."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import msgspec

from tandem.app import acceptor
from tandem.config.schema import Gateway, Loaded, Settings
from tandem.event import entry
from tandem.journal.reader import SqliteJournalReader
from tandem.kit.clock import Clock, system_clock
from tests.support.settings import KEY, ORIGIN, loaded, settings

PATIENCE = 20.0


class Answer(msgspec.Struct, frozen=True):
    """What a client reads."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, str]:
        error: dict[str, str] = self.json["error"]
        return error

    @property
    def results(self) -> list[dict[str, Any]]:
        results: list[dict[str, Any]] = self.json["results"]
        return results


class RunningAcceptor:
    """Where it listens, and what it has kept."""

    def __init__(self, loaded: Loaded) -> None:
        self.host, self.port = loaded.settings.gateway.host, loaded.settings.gateway.port
        self.data = loaded.data

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request on a connection of its own. `body`: bytes as they are, anything else as JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, _bytes(body), named)
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def post_backend(self, body: Any, key: str = KEY) -> Answer:
        return self.ask("POST", "/v1/events", body, authorization=f"Bearer {key}")

    def post_tag(self, body: Any, origin: str = ORIGIN, **headers: str) -> Answer:
        return self.ask("POST", "/e", body, origin=origin, **headers)

    def say(self, *parts: bytes, patience: float = PATIENCE) -> bytes:
        """Bytes as they are, on a raw connection; everything that comes back until the other side has finished."""
        with socket.create_connection((self.host, self.port), timeout=patience) as connection:
            for part in parts:
                connection.sendall(part)
            return b"".join(iter(lambda: _receive(connection), b""))

    def hang_up_after(self, begun: bytes) -> None:
        """Begin a request and go away in the middle of it."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as connection:
            connection.sendall(begun)

    def break_journal(self) -> None:
        """From now on every write fails: the table is taken away under the writer's hands."""
        with closing(sqlite3.connect(self.data / "journal.db")) as connection:
            connection.execute("ALTER TABLE entry RENAME TO gone")

    def mend_journal(self) -> None:
        """The table comes back."""
        with closing(sqlite3.connect(self.data / "journal.db")) as connection:
            connection.execute("ALTER TABLE gone RENAME TO entry")

    def journalled(self) -> list[dict[str, Any]]:
        """Every entry, oldest first."""
        reader = SqliteJournalReader(self.data / "journal.db")
        try:
            return [json.loads(entry.to_json(entry.decode(record.body))) for record in reader.after(0, 1_000_000)]
        finally:
            reader.close()

    def bytes_on_disk(self) -> bytes:
        """Every byte of every file in the data folder."""
        return b"".join(path.read_bytes() for path in sorted(self.data.iterdir()) if path.is_file())


@contextmanager
def running_acceptor(
    data: Path,
    made: Settings | None = None,
    events: Mapping[str, dict[str, Any]] | None = None,
    clock: Clock = system_clock,
) -> Iterator[RunningAcceptor]:
    """Start it, wait until it answers, stop it. `events` is what events.toml would say."""
    made = made or settings()
    gateway = msgspec.structs.replace(made.gateway, port=made.gateway.port or 0)
    if gateway.port in (0, Gateway().port):
        gateway = msgspec.structs.replace(gateway, port=free_port())
    ready = loaded(msgspec.structs.replace(made, gateway=gateway), data, events)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(acceptor.run(ready, stop, clock),), daemon=True)
    thread.start()
    try:
        _wait_until_open(gateway.port, thread)
        yield RunningAcceptor(ready)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as bytes, for `say`: nothing added, nothing mended."""
    lines = [f"{method} {path} HTTP/1.1", "host: gateway", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _wait_until_open(port: int, thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise AssertionError("the acceptor did not open its port") from None
            time.sleep(0.02)


def _bytes(body: Any) -> bytes | None:
    return body if isinstance(body, bytes) or body is None else json.dumps(body).encode()


def _receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""
