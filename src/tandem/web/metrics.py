"""`/metrics`: everything an operator may want to graph or to be woken by, in one table. docs/metrics.md lists it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency

from tandem.kit import vitals
from tandem.kit.exposition import CONTENT_TYPE, Family, Metric, Sample, render
from tandem.kit.signals import Count
from tandem.kit.vitals import Vitals
from tandem.ledger.reports import metrics as books
from tandem.ledger.reports.snapshot import NoLedger, snapshot
from tandem.web.health import storage
from tandem.web.view import View

PROCESS = ("process",)

UP = Metric("tandem_process_up", "gauge", PROCESS, "1 while the process gives signs of life.")
SINCE = Metric("tandem_process_start_time_seconds", "gauge", PROCESS, "When the process was started, in Unix time.")
ANSWERED = Metric(
    "tandem_door_replies_total", "counter", ("door", "status"), "Requests answered at the public doors, by HTTP status."
)
SIGNALS = Metric(
    "tandem_signals_total",
    "counter",
    ("process", "signal", "facts"),
    "What the processes noted since they were started, most of it in the log as well: the signals are listed below.",
)
UNSETTLED = Metric("tandem_journal_unsettled", "gauge", (), "Entries of the journal that are not in the ledger yet.")
JOURNAL = Metric("tandem_journal_bytes", "gauge", (), "Size of the journal's files.")
LEDGER = Metric("tandem_ledger_bytes", "gauge", (), "Size of the ledger's files.")
FREE = Metric("tandem_disk_free_bytes", "gauge", (), "What the disk of the data folder has left.")

METRICS: tuple[Metric, ...] = (UP, SINCE, ANSWERED, SIGNALS, UNSETTLED, JOURNAL, LEDGER, FREE, *books.METRICS)
"""Every name that `/metrics` ever tells."""


@get("/metrics", summary="Figures for Prometheus", sync_to_thread=True)
def metrics(view: NamedDependency[View]) -> Response[bytes]:
    """The text format, version 0.0.4. A scrape reads roll-ups and indexes, never the books themselves."""
    return Response(render(families(view)), media_type=CONTENT_TYPE)


def families(view: View) -> list[Family]:
    now = view.clock()
    signs = vitals.read(view.vitals)
    try:
        with snapshot(view.ledger) as ledger:
            return [*_processes(view, signs, now), *_storage(view, _bookmark(ledger)), *books.families(ledger, now)]
    except NoLedger:
        return [*_processes(view, signs, now), *_storage(view, 0)]


def _bookmark(ledger: sqlite3.Connection) -> int:
    (bookmark,) = ledger.execute("SELECT entry FROM bookmark").fetchone()
    return int(bookmark)


def _processes(view: View, signs: Sequence[Vitals], now: datetime) -> list[Family]:
    alive = {sign.process for sign in signs if sign.alive(now)}
    counts = [(sign.process, each) for sign in signs for each in sign.counts]
    return [
        (UP, [Sample({"process": name}, name in alive) for name in view.processes]),
        (SINCE, [Sample({"process": sign.process}, sign.since.timestamp()) for sign in signs]),
        (ANSWERED, [Sample(each.labels, each.count) for _, each in counts if each.signal == "doors.answered"]),
        (SIGNALS, [_signal(name, each) for name, each in counts if each.signal != "doors.answered"]),
    ]


def _signal(process: str, count: Count) -> Sample:
    facts = ",".join(f"{name}={value}" for name, value in count.labels.items() if value)
    return Sample({"process": process, "signal": count.signal, "facts": facts}, count.count)


def _storage(view: View, bookmark: int) -> list[Family]:
    kept = storage(view, bookmark)
    found = ((UNSETTLED, kept.unsettled), (JOURNAL, kept.journal), (LEDGER, kept.ledger), (FREE, kept.free))
    return [(metric, [Sample({}, value)]) for metric, value in found]
