"""Requests that are brought to the doors by hand: no server in front, and a journal that keeps nothing behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.scenarios import BATCH
from bench.servers import KEY, settings
from bench.traffic import SERIAL, backend_event, known, tag_message, to_backend_door, to_tag_door
from tandem.app.acceptor import make_hall
from tandem.config.load import load
from tandem.doors.app import Doors
from tandem.identity.visits import Visits
from tandem.kit.clock import system_clock

ACCEPTED = 202


class Forgetful:
    """A journal for as long as only the way to it is looked at."""

    problem: str | None = None

    async def append(self, bodies: Sequence[bytes]) -> None:
        """Says yes to everything."""

    async def prove(self) -> None:
        return

    async def forget(self, through: int, appended_before: int) -> int:
        return 0


class Headers(dict[str, str]):
    def get_all(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


class Request:
    """One request as granian hands it over, read from its bytes, and the way back for its answer."""

    client = "127.0.0.1"
    query_string = ""

    def __init__(self, whole: bytes) -> None:
        head, _, self._body = whole.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.method, self.path, _ = first.split(" ")
        self._headers = Headers(line.split(": ", 1) for line in lines)
        self.status = 0

    @property
    def headers(self) -> Headers:
        """Copied each time, as granian does."""
        return Headers(self._headers)

    def __call__(self) -> Awaitable[bytes]:
        return self._read()

    async def _read(self) -> bytes:
        return self._body

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = status


KINDS: Mapping[str, tuple[Callable[[], bytes], int]] = {
    "tag, one event": (lambda: to_tag_door(tag_message()), 1),
    "tag, known, by a proxy": (lambda: known(to_tag_door(tag_message())), 1),
    "backend, one event": (lambda: to_backend_door(backend_event(), KEY), 1),
    f"backend, {BATCH} events": (lambda: to_backend_door([backend_event(n) for n in range(BATCH)], KEY), BATCH),
}
"""What is posted, and how many events are in it."""


def doors(folder: Path) -> Doors:
    """The doors of an installation in `folder`."""
    config = folder / "tandem.toml"
    config.write_text(settings(port=8080))
    journal: Any = Forgetful()
    return Doors(make_hall(load(config), journal, Visits(folder / "visits.db"), system_clock))


def requests(kind: str, count: int) -> list[Request]:
    """So many, each with a serial of its own."""
    whole = KINDS[kind][0]()
    return [Request(whole.replace(SERIAL.encode(), f"{0:06d}-{number:012d}".encode())) for number in range(count)]


async def post(entered: Doors, posted: Sequence[Request]) -> None:
    """One after the other. Raises `AssertionError` when one is not taken."""
    for request in posted:
        await entered.__rsgi__(request, request)  # type: ignore[arg-type]
        assert request.status == ACCEPTED, request.status
