"""The figures for people, and for the next run to be compared with."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bench.results import Outcome, Report

OUT = Path(__file__).with_name("out")
_HEAD = f"{'':44}{'events/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs':>9}{'empty/s':>10}{'ratio':>8}{'CPU':>8}"


def as_json(report: Report) -> bytes:
    return msgspec.json.format(msgspec.json.encode(report), indent=2)


def write(report: Report, folder: Path = OUT) -> None:
    """Leave the figures in `accept.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "accept.json").write_bytes(as_json(report) + b"\n")


def as_text(report: Report) -> str:
    machine = report.machine
    return "\n".join(
        [
            "Durable accepts, beside the same server answering an empty 202 in the same run.",
            "Ratio: requests/s against the empty 202. CPU µs: of the acceptor for one event; behind it, the same ratio",
            "in CPU per request, which other processes disturb less.",
            "",
            _HEAD,
            *map(_line, report.outcomes),
            "",
            _books(report),
            f"Memory: {report.memory.start_mb:.0f} MB at the start, {report.memory.peak_mb:.0f} MB at most.",
            f"{machine.system}, {machine.cores} cores, {machine.memory_gb:g} GB, {machine.disk} with "
            f"{machine.syncs_per_second:,.0f} syncs/s; {machine.python}, granian {machine.granian}, "
            f"SQLite {machine.sqlite}; load by {report.generator}, rounds of {report.round_seconds} s.",
            *_doubts(report),
        ]
    )


def _line(outcome: Outcome) -> str:
    figures = (
        f"{outcome.title:44}{outcome.events_per_second:>10,}{outcome.p50_ms:>9.1f}{outcome.p99_ms:>9.1f}"
        f"{outcome.cpu_us_per_event:>9.1f}{outcome.empty_per_second:>10,}"
    )
    if outcome.events_per_request > 1:
        return figures  # a post with fifty events beside one with none tells nothing
    return f"{figures}{outcome.ratio:>8.2f}{outcome.cpu_ratio:>8.2f}"


def _books(report: Report) -> str:
    books = report.journal
    word = "every acknowledged event is there" if books.balance else "ACKNOWLEDGED EVENTS ARE MISSING"
    return f"After kill -9: {books.acked:,} events acknowledged, {books.rows:,} rows in the journal: {word}."


def _doubts(report: Report) -> list[str]:
    """What speaks against these figures."""
    doubts = [f"Doubt: {outcome.errors} errors in “{outcome.title}”." for outcome in report.outcomes if outcome.errors]
    if noisy := sum(not outcome.quiet_rounds for outcome in report.outcomes):
        doubts.append(f"Doubt: other processes were busy during all rounds of {noisy} lines; run it again when idle.")
    if report.machine.disk in ("tmpfs", "ramfs"):
        doubts.append("Doubt: the journal lay in memory, so its syncs cost nothing. Give --folder a real disk.")
    return doubts
