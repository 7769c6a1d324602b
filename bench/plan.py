"""How long a whole run takes for each of its figures."""

from __future__ import annotations

import msgspec


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of events, rows and orders, and seconds. What is 0 is left out."""

    mode: str
    accept: str
    """A plan of `bench.accept`."""
    steady_seconds: float
    drained: int
    freshness_seconds: int
    sustained_seconds: float
    idle_seconds: float
    backlog: int
    growth_rows: int
    closings: int
    orders: int
    peers: dict[int, int]
    """Events in one request of a peer on Node, and how many events it sends so."""


WHOLE = Plan(
    mode="whole",
    accept="quick",
    steady_seconds=10,
    drained=40_000,
    freshness_seconds=10,
    sustained_seconds=30,
    idle_seconds=60,
    backlog=1_000_000,
    growth_rows=0,
    closings=60,
    orders=1_000_000,
    peers={1: 300, 100: 3_000, 1_000: 6_000},
)
QUICK = msgspec.structs.replace(
    WHOLE,
    mode="quick",
    steady_seconds=3,
    drained=5_000,
    freshness_seconds=2,
    sustained_seconds=3,
    idle_seconds=5,
    backlog=20_000,
    closings=0,
    orders=0,
    peers={1: 50, 100: 500, 1_000: 1_000},
)
