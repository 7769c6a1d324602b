"""The parts of a whole run, in their order: what each measures, and how it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from bench import accept, closing, deliver, gateway, growth, identity, node_peers, reconcile, report, servers, steady
from bench.plan import Plan
from bench.traffic import tag_message, to_tag_door

STEADY = 2_000
"""Single events a second, at a rate that does not wait for the answers."""


class Steady(msgspec.Struct, frozen=True, kw_only=True):
    offered_per_second: int
    acked_per_second: int
    errors: int
    p50_ms: float
    p99_ms: float


class Section(msgspec.Struct, frozen=True):
    """`measure` is given the plan and a folder on a real disk; `told` says in words what it found."""

    name: str
    title: str
    measure: Callable[[Plan, Path], Any]
    told: Callable[[Any], str]


def steadily(plan: Plan, folder: Path) -> Steady:
    with TemporaryDirectory(dir=folder) as mine, servers.acceptor(Path(mine)) as server:
        figures = steady.put(to_tag_door(tag_message()), server.port, STEADY, plan.steady_seconds, "steady")
    return Steady(
        offered_per_second=STEADY,
        acked_per_second=round(figures.per_second),
        errors=figures.errors,
        p50_ms=round(figures.p50_us / 1000, 2),
        p99_ms=round(figures.p99_us / 1000, 2),
    )


def _steady_told(found: Steady) -> str:
    return (
        f"At a steady {found.offered_per_second:,} single events a second: "
        f"p50 {found.p50_ms} ms, p99 {found.p99_ms} ms, {found.errors} errors."
    )


def _grown(plan: Plan, folder: Path) -> growth.Growth:
    with TemporaryDirectory(dir=folder) as mine:
        return asyncio.run(growth.measure(Path(mine), plan.growth_rows))


def _gateway(plan: Plan, folder: Path) -> gateway.Gateway:
    return gateway.measure(
        folder,
        rate=gateway.RATE,
        seconds=plan.sustained_seconds,
        idle_seconds=plan.idle_seconds,
        events=plan.backlog,
    )


def _identity_told(found: dict[str, float]) -> str:
    unit = found[identity.UNIT]
    return "\n".join(f"{name:40} {cost:7.1f} µs/event {cost / unit:6.2f} x" for name, cost in found.items())


def sections(plan: Plan) -> Iterator[Section]:
    """Those that the plan does not leave out."""
    yield Section("accept", "accepting", lambda plan, at: accept.measure(accept.PLANS[plan.accept], at), report.as_text)
    yield Section("steady", "accepting at a steady rate", steadily, _steady_told)
    if plan.growth_rows:
        yield Section("growth", "a journal that grows", _grown, growth.as_text)
    yield Section("identity", "normalising and hashing", lambda *_: identity.costs(), _identity_told)
    drained = lambda plan, _: deliver.measure(plan.drained, plan.freshness_seconds)  # noqa: E731 - one of a row
    yield Section("deliver", "delivering, beside Meta's SDK for Python", drained, deliver.as_text)
    peers = lambda plan, _: node_peers.measure(plan.peers)  # noqa: E731 - one of a row
    yield Section("node_peers", "peers on Node", peers, node_peers.as_text)
    yield Section("gateway", "the whole gateway", _gateway, gateway.as_text)
    if plan.closings:
        closed = lambda plan, _: asyncio.run(closing.measure(plan.closings, seed=1))  # noqa: E731 - one of a row
        yield Section("closing", "tabs that are closed", closed, closing.as_text)
    if plan.orders:
        yield Section("reconcile", "reconciling", lambda plan, _: reconcile.measure(plan.orders), reconcile.as_text)
