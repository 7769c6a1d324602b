"""
The whole gateway, all its processes, on this machine.

    python -m bench.gateway [--seconds N] [--rate N] [--backlog N] [--idle N] [--json]

Sustained: events arrive at a fixed rate, in batches of 50, and leave for a server that counts them. Disk: what the
files have grown by for each event, once it has been delivered. Idle: processor time while nothing happens. Backlog: the
most memory that each process holds while a long outbox drains.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench import report, servers, steady
from bench.backlog import owed
from bench.counted import counting_server
from bench.installation import eventually, installed
from bench.process import cpu_seconds, peak_bytes
from bench.scenarios import BATCH
from bench.servers import KEY
from bench.traffic import backend_event, to_backend_door
from tandem.app import paths

RATE = 5_500
"""Events a second: what is promised, and a tenth more."""

DELIVERED = "SELECT coalesce(sum(present), 0) FROM outbox_tally WHERE fate = 'delivered'"
WAIT = 1.25
"""Seconds that an event waits for its other leg and for a fuller batch, however little there is to do."""

SETTLE = 60.0
"""Seconds that the last events may take to be delivered."""

CALM = 3.0
"""Seconds that a gateway is given to come to rest."""


DRAINING = 5.0
"""Seconds of a backlog's draining during which the memory is looked at."""


class Sustained(msgspec.Struct, frozen=True, kw_only=True):
    """`together_per_second`: delivered, by the time it took until the last was, less the time that it had to wait."""

    seconds: float
    offered_per_second: int
    accepted: int
    refused: int
    delivered: int
    accepted_per_second: int
    together_per_second: int
    p99_ms: float
    cpu_us_per_event: dict[str, float]


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes for each event: a purchase with eight identity fields, delivered."""

    journal: int
    ledger: int


class Idle(msgspec.Struct, frozen=True, kw_only=True):
    """Per cent of one core."""

    seconds: float
    percent: dict[str, float]
    together: float


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """The most memory that each process held, while so many of the events left."""

    events: int
    drained: int
    peak_mb: dict[str, float]


class Gateway(msgspec.Struct, frozen=True, kw_only=True):
    sustained: Sustained
    disk: Disk
    idle: Idle
    backlog: Backlog


def sustained_and_disk(folder: Path, rate: int, seconds: float) -> tuple[Sustained, Disk]:
    with counting_server() as endpoint, installed(folder, endpoint) as gateway:
        time.sleep(CALM)
        before = {name: cpu_seconds(pid) for name, pid in gateway.pids.items()}
        began = time.perf_counter()
        request = to_backend_door([backend_event(number) for number in range(BATCH)], KEY)
        figures = steady.put(request, gateway.port, rate / BATCH, seconds, "steady")
        accepted = figures.acked * BATCH
        eventually(gateway, DELIVERED, accepted, SETTLE)
        spent = time.perf_counter() - began
        used = {name: cpu_seconds(pid) - before[name] for name, pid in gateway.pids.items()}
        delivered = gateway.ask(DELIVERED)
    found = Sustained(
        seconds=round(figures.seconds, 1),
        offered_per_second=rate,
        accepted=accepted,
        refused=figures.errors * BATCH,
        delivered=delivered,
        accepted_per_second=round(accepted / figures.seconds),
        together_per_second=round(delivered / max(figures.seconds, spent - WAIT)),
        p99_ms=round(figures.p99_us / 1000, 1),
        cpu_us_per_event={name: round(each / max(1, delivered) * 1e6, 1) for name, each in used.items()},
    )
    return found, _disk(folder)


def _disk(folder: Path) -> Disk:
    """The gateway has stopped: its logs are in the files. What came without an acknowledgement is there as well."""
    events = max(1, servers.rows(folder))
    sizes = [path.stat().st_size for path in (paths.journal(folder / "data"), paths.ledger(folder / "data"))]
    journal, ledger = (round(size / events) for size in sizes)
    return Disk(journal=journal, ledger=ledger)


def idle(folder: Path, seconds: float) -> Idle:
    with counting_server() as endpoint, installed(folder, endpoint) as gateway:
        time.sleep(CALM)
        began, before = time.perf_counter(), {name: cpu_seconds(pid) for name, pid in gateway.pids.items()}
        time.sleep(seconds)
        spent = time.perf_counter() - began
        used = {name: cpu_seconds(pid) - before[name] for name, pid in gateway.pids.items()}
    percent = {name: round(each / spent * 100, 2) for name, each in used.items()}
    return Idle(seconds=round(spent, 1), percent=percent, together=round(sum(used.values()) / spent * 100, 2))


def backlog(folder: Path, events: int, seconds: float) -> Backlog:
    owed(paths.ledger(folder / "data"), events, datetime.now(UTC))
    with counting_server() as endpoint, installed(folder, endpoint) as gateway:
        time.sleep(CALM + seconds)
        drained = gateway.ask(DELIVERED)
        peak = {name: round(peak_bytes(pid) / 2**20, 1) for name, pid in gateway.pids.items()}
    return Backlog(events=events, drained=drained, peak_mb=peak)


def measure(folder: Path, *, rate: int, seconds: float, idle_seconds: float, events: int) -> Gateway:
    with TemporaryDirectory(dir=folder) as name:
        flowing, disk = sustained_and_disk(_new(name, "sustained"), rate, seconds)
        resting = idle(_new(name, "idle"), idle_seconds)
        long = backlog(_new(name, "backlog"), events, DRAINING)
    return Gateway(sustained=flowing, disk=disk, idle=resting, backlog=long)


def _new(parent: str, name: str) -> Path:
    folder = Path(parent) / name
    folder.mkdir()
    return folder


def as_text(found: Gateway) -> str:
    flow, cpu = found.sustained, found.sustained.cpu_us_per_event
    parts = ", ".join(f"{name} {each:.0f}" for name, each in cpu.items())
    peaks = ", ".join(f"{name} {each:.0f} MB" for name, each in found.backlog.peak_mb.items())
    rest = ", ".join(f"{name} {each:.1f} %" for name, each in found.idle.percent.items())
    return "\n".join(
        [
            f"Sustained, {flow.offered_per_second:,}/s offered for {flow.seconds:g} s: {flow.accepted_per_second:,}/s "
            f"accepted, {flow.together_per_second:,}/s accepted and delivered; {flow.refused:,} turned away, "
            f"{flow.accepted - flow.delivered:,} left over; p99 {flow.p99_ms:g} ms.",
            f"  CPU µs of each event: {parts}.",
            f"Disk, a purchase with eight identity fields: {found.disk.journal:,} bytes in the journal, "
            f"{found.disk.ledger:,} in the ledger.",
            f"Idle for {found.idle.seconds:g} s: {rest}.",
            f"Backlog of {found.backlog.events:,}, {found.backlog.drained:,} of them sent meanwhile: {peaks}.",
        ]
    )


def main(arguments: list[str]) -> int:
    """1 when an accepted event was not delivered."""
    parser = argparse.ArgumentParser(prog="python -m bench.gateway", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=int, default=RATE)
    parser.add_argument("--backlog", type=int, default=1_000_000)
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(arguments)
    report.OUT.mkdir(parents=True, exist_ok=True)
    found = measure(report.OUT, rate=told.rate, seconds=told.seconds, idle_seconds=told.idle, events=told.backlog)
    print(msgspec.json.encode(found).decode() if told.json else as_text(found))
    return 0 if found.sustained.accepted == found.sustained.delivered else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
