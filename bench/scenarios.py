"""What is measured: who posts, over how many connections, and whether they stay open."""

from __future__ import annotations

import msgspec

from bench.servers import KEY
from bench.traffic import backend_event, closing, tag_message, to_backend_door, to_tag_door

BATCH = 50
MANY = 1_000


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    events: int
    """Events in one request."""
    connections: int = 64
    keep_alive: bool = True

    @property
    def title(self) -> str:
        how = f"{self.connections:,} connections" if self.keep_alive else "a new connection each"
        return f"{_WHAT[self.name]}, {how}"

    def request(self) -> bytes:
        """The request, made now: events carry the present time."""
        request = _request(self.name)
        return request if self.keep_alive else closing(request)


_WHAT = {"backend": "one event, backend", "tag": "one event, tag", "batch": f"{BATCH} events, backend"}


def _request(name: str) -> bytes:
    if name == "tag":
        return to_tag_door(tag_message())
    if name == "batch":
        return to_backend_door([backend_event(number) for number in range(BATCH)], KEY)
    return to_backend_door(backend_event(), KEY)


QUICK = (
    Scenario(name="backend", events=1),
    Scenario(name="batch", events=BATCH, connections=8),
    Scenario(name="tag", events=1),
    Scenario(name="tag", events=1, keep_alive=False),
    Scenario(name="tag", events=1, connections=MANY),
)
FULL = (
    *QUICK,
    Scenario(name="backend", events=1, keep_alive=False),
    Scenario(name="backend", events=1, connections=MANY),
    Scenario(name="batch", events=BATCH, connections=64),
)
