"""
How many events per second leave the outbox, and how fresh they arrive.

    python -m bench.deliver [--events N] [--seconds N] [--json]

Everything runs on this machine, one measurement behind the other: Tandem's lane and Meta's own business SDK for Python
post the same events to one server that reads the request, counts its events and judges nothing. Freshness is the time
from the journal to the answer at 500 events a second, through the worker as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import structlog

from bench.counted import counting_server
from bench.outbox import LINGER, filled, lane_to, taken, worker_settings
from tandem.app import paths, worker
from tandem.delivery.claim import claim
from tandem.delivery.flights import Flights
from tandem.dispatch import deliver
from tandem.event import entry
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.garbage import search_seldom
from tandem.kit.sql import connect_readonly
from tandem.kit.wire import AiohttpWire

RATE, AT_ONCE = 500, 50
"""Events a second, and in one append: freshness."""

SDK_BATCHES = {1: 300, 100: 3_000, 1_000: 6_000}
"""Events per request of the SDK, and how many events are sent so."""


class Drained(msgspec.Struct, frozen=True, kw_only=True):
    """One draining of an outbox, or one run of the SDK."""

    events: int
    per_second: float
    per_cpu_second: float
    """Events for each second of processor time that the sender itself took: hardly disturbed by neighbours."""


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds from the journal to Meta's answer, with the time that a second leg is waited for."""

    p50_ms: float
    p99_ms: float


async def drain(endpoint: str, events: int, gzip: bool) -> Drained:
    with TemporaryDirectory() as folder:
        ledger = await filled(Path(folder), events)
        async with AiohttpWire() as wire:
            lane = lane_to(endpoint, ledger, wire, gzip=gzip)
            flights = Flights(lane.name)
            began, cpu = time.perf_counter(), time.process_time()
            while due := claim(lane):
                flights.launch(deliver(due, lane))
                await flights.room(lane.pace.width)
            await flights.land(60)
            spent, worked = time.perf_counter() - began, time.process_time() - cpu
        left = ledger.leases.has_due(lane.name, lane.clock())
        ledger.close()
    if left:
        raise RuntimeError("the outbox was not drained: the server refused something")
    return Drained(events=events, per_second=round(events / spent), per_cpu_second=round(events / worked))


def business_sdk(endpoint: str, batch: int, events: int) -> Drained | None:
    """What Meta's SDK does with as many events of the same kind; None where it is not installed."""
    command = [sys.executable, "-m", "bench.sdk_sender", endpoint, str(batch), str(events)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return msgspec.json.decode(done.stdout, type=Drained) if done.returncode == 0 else None


async def freshness(endpoint: str, seconds: int) -> Fresh:
    with TemporaryDirectory() as name:
        folder = Path(name)
        loaded = worker_settings(endpoint, folder)
        journal, stop = SqliteJournal(paths.journal(folder)), asyncio.Event()
        running = asyncio.create_task(worker.run(loaded, stop))
        for number in range(RATE * seconds // AT_ONCE):
            await journal.append([entry.encode(taken(f"{number}_{n}")) for n in range(AT_ONCE)])
            await asyncio.sleep(AT_ONCE / RATE)
        await asyncio.sleep(3)
        stop.set()
        await running
        journal.close()
        spans = _spans(paths.ledger(folder))
    return Fresh(p50_ms=_at(spans, 0.5), p99_ms=_at(spans, 0.99))


def _spans(ledger: Path) -> list[float]:
    sql = "SELECT (o.settled_at - c.received_at) / 1000.0 FROM outbox o JOIN conversion c ON c.id = o.conversion"
    return sorted(span for (span,) in connect_readonly(ledger).execute(f"{sql} WHERE o.state = 'delivered'"))


def _at(spans: list[float], share: float) -> float:
    return round(spans[int(share * (len(spans) - 1))], 1) if spans else float("nan")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """`tandem` by `plain` and `gzip`; `business_sdk` by the size of its batches, None where it is not installed."""

    tandem: dict[str, Drained]
    business_sdk: dict[str, Drained | None]
    freshness: Fresh
    load: float
    """Of the machine, when it ended."""


def measure(events: int, seconds: int) -> Delivery:
    """`seconds` is how long freshness is measured."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    search_seldom()  # as `tandem worker` does
    with counting_server() as endpoint:
        return Delivery(
            tandem={name: asyncio.run(drain(endpoint, events, name == "gzip")) for name in ("plain", "gzip")},
            business_sdk={str(batch): business_sdk(endpoint, batch, count) for batch, count in SDK_BATCHES.items()},
            freshness=asyncio.run(freshness(endpoint, seconds)),
            load=os.getloadavg()[0],
        )


def as_text(found: Delivery) -> str:
    best = max((each.per_cpu_second for each in found.business_sdk.values() if each), default=0.0)
    ours = [_line(f"Tandem, batches of 1,000, {name}", each, best) for name, each in found.tandem.items()]
    sdk = [_line(f"facebook_business, batches of {size}", each, 0) for size, each in found.business_sdk.items()]
    fresh = found.freshness
    return "\n".join(
        [
            f"Delivery, to a server on this machine (load {found.load:.1f} when it ended)",
            "",
            f"{'':34}{'events/s':>10}{'per CPU second':>16}{'against the SDK':>17}",
            *ours,
            *sdk,
            "",
            f"Freshness at {RATE}/s: p50 {fresh.p50_ms:.0f} ms, p99 {fresh.p99_ms:.0f} ms from receipt to the answer;",
            f"of it 750 ms wait for the other leg, up to {LINGER * 1000:.0f} ms for a fuller batch.",
        ]
    )


def _line(name: str, found: Drained | None, best: float) -> str:
    if found is None:
        return f"{name:34}{'not installed':>26}"
    ratio = f"{found.per_cpu_second / best:.1f} x" if best else ""
    return f"{name:34}{found.per_second:>10,.0f}{found.per_cpu_second:>16,.0f}{ratio:>17}".rstrip()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.deliver", description=__doc__)
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--seconds", type=int, default=6, help="how long freshness is measured")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = measure(options.events, options.seconds)
    print(msgspec.json.encode(found).decode() if options.json else as_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
