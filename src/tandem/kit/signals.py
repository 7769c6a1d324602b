"""
Signals: what a process says of itself. One call counts, and logs what is worth a line; a misspelt name is a type error.

Labels are names from short lists, never a visitor's or a sender's own words: they become labels of a metric.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

Signal = Literal[
    "alert.begun",
    "alert.cleared",
    "alert.not_told",
    "dashboard.fault",
    "delivery.answered",
    "delivery.deadline_near",
    "delivery.destination_removed",
    "delivery.event_unreadable",
    "delivery.fault",
    "delivery.not_given_back",
    "delivery.paused",
    "delivery.resumed",
    "delivery.unwritten",
    "disk.low",
    "doors.answered",
    "doors.fault",
    "errand.done",
    "errand.failed",
    "errands.not_served",
    "journal.not_durable",
    "journal.not_pruned",
    "lookup.given_up",
    "lookup.missing",
    "lookup.refused",
    "meta.api_version",
    "meta.match_quality",
    "meta.test_event_code",
    "poll.failed",
    "poll.row_refused",
    "replay.fault",
    "room.closed",
    "room.opened",
    "settle.set_aside",
    "supervisor.child_died",
    "traces.dropped",
    "traces.fault",
    "traces.not_taken",
    "traces.taken",
    "visits.not_available",
    "visits.not_swept",
    "worker.fault",
    "worker.took_back",
]

Level = Literal["", "info", "warning", "error"]
"""How loud it is in the log; empty: it is only counted."""


class Meaning(msgspec.Struct, frozen=True):
    """What a signal says, by which of its facts it is counted, and what to do about it."""

    level: Level
    labels: tuple[str, ...]
    text: str


MEANINGS: Mapping[Signal, Meaning] = {
    "alert.begun": Meaning("warning", ("kind",), "Something needs a person: docs/alerts.md."),
    "alert.cleared": Meaning("info", ("kind",), "What needed a person is over."),
    "alert.not_told": Meaning("error", ("by",), "An alert could not be told; it is tried again every half minute."),
    "dashboard.fault": Meaning("error", ("kind",), "Our own code failed at a page of the dashboard. Report it."),
    "delivery.answered": Meaning(
        "info", ("destination", "verdict"), "A destination answered a request; a warning unless it took the events."
    ),
    "delivery.deadline_near": Meaning(
        "warning", ("destination", "cause"), "Events become unsendable within two days. See what holds them up."
    ),
    "delivery.destination_removed": Meaning(
        "warning", ("destination",), "What was owed to a destination that left the settings was given up."
    ),
    "delivery.event_unreadable": Meaning("error", ("destination",), "An event in the books cannot be read: report it."),
    "delivery.fault": Meaning("error", ("destination", "kind"), "Our own code failed at an event. Report it."),
    "delivery.not_given_back": Meaning(
        "error",
        ("destination",),
        "Claimed events were not given back: the ledger cannot be written. Is the disk full?",
    ),
    "delivery.paused": Meaning(
        "error", ("destination", "cause"), "Nothing is sent to a destination. docs/delivery.md names the causes."
    ),
    "delivery.resumed": Meaning("info", ("destination", "was"), "A destination is sent to again."),
    "delivery.unwritten": Meaning(
        "error",
        ("destination",),
        "A destination's answer could not be written down; it is kept in memory, and nothing is sent until it is"
        " written. Is the disk full?",
    ),
    "disk.low": Meaning(
        "error",
        (),
        "The disk is all but full; the worker gave up its ballast, so that fates are recorded. Make room.",
    ),
    "doors.answered": Meaning("", ("door", "status"), "A request at a public door was answered."),
    "doors.fault": Meaning("error", ("kind",), "Our own code failed at a request; its sender was told 500. Report it."),
    "errand.done": Meaning("info", ("errand",), "What was asked by command or on the dashboard was done."),
    "errand.failed": Meaning("error", ("errand", "kind"), "Our own code failed at an errand. Report it."),
    "errands.not_served": Meaning("warning", (), "What was asked by command could not be looked up; tried again."),
    "journal.not_durable": Meaning(
        "error", (), "The journal cannot be written; senders are told 503 and keep their events. Look at the disk."
    ),
    "journal.not_pruned": Meaning("warning", (), "Settled entries of the journal could not be dropped; tried again."),
    "lookup.given_up": Meaning(
        "warning", ("source",), "What a source named was not found in time, and was told without the person."
    ),
    "lookup.missing": Meaning("info", ("source",), "What a source named is not there yet; asked for again."),
    "lookup.refused": Meaning("warning", ("source",), "What was looked up cannot be used; it was told without it."),
    "meta.api_version": Meaning("warning", ("destination",), "A version of Meta's API ends soon, or has ended."),
    "meta.match_quality": Meaning("warning", ("destination",), "Meta told no match quality; asked again later."),
    "meta.test_event_code": Meaning("warning", ("destination",), "A test event code is sent, or is sent no more."),
    "poll.failed": Meaning(
        "warning", ("source", "why"), "A source was asked and brought nothing; denied: somebody must mend it."
    ),
    "poll.row_refused": Meaning(
        "warning", ("source",), "Some of what a source named when asked cannot be used: see what the doors refuse."
    ),
    "replay.fault": Meaning("error", ("kind",), "Our own code failed at a dead letter, which stays one. Report it."),
    "room.closed": Meaning(
        "error", ("why",), "Senders are told 429, to come back later: the disk or the backlog is near its limit."
    ),
    "room.opened": Meaning("info", (), "There is room again; senders are let in."),
    "settle.set_aside": Meaning(
        "error", ("kind",), "An entry of the journal could not be settled and is kept as it is. Report it."
    ),
    "supervisor.child_died": Meaning("error", ("child",), "A process ended by itself, and is started again."),
    "traces.dropped": Meaning(
        "", (), "Spans were not made: there were more than one thread can make. Lower the share."
    ),
    "traces.fault": Meaning("error", ("kind",), "Our own code failed at making spans; the events go on. Report it."),
    "traces.not_taken": Meaning(
        "warning", (), "The collector does not take spans; they are lost until it does. Is [telemetry] right?"
    ),
    "traces.taken": Meaning("info", (), "The collector takes spans again."),
    "visits.not_available": Meaning(
        "error", (), "The file of visits cannot be used; events go on without what it would add. Look at the disk."
    ),
    "visits.not_swept": Meaning("warning", (), "Old visits could not be erased; tried again."),
    "worker.fault": Meaning("error", ("lane", "kind"), "A turn of the worker failed; it is tried again."),
    "worker.took_back": Meaning("info", (), "A worker that died held events; they are sent again under the same id."),
}


class Count(msgspec.Struct, frozen=True):
    """How often one signal was noted with these labels, since the process began."""

    signal: str
    labels: dict[str, str]
    count: int


_counts: Counter[tuple[Signal, tuple[str, ...]]] = Counter()
_lock = threading.Lock()


def note(signal: Signal, *, fault: BaseException | None = None, level: Level = "", **facts: Any) -> None:
    """Count it, and log it as loud as it is, or as `level` says. `fault` adds its traceback."""
    meaning = MEANINGS[signal]
    key = signal, tuple([str(facts.get(label, "")) for label in meaning.labels])
    with _lock:
        _counts[key] += 1
    if loud := level or meaning.level:
        import structlog  # 50 ms: paid by the first line of a log, not by every command

        shown = {**facts, "exc_info": fault} if fault else facts
        getattr(structlog.get_logger(), loud)(signal, **shown)


def count(signal: Signal, *labels: str) -> None:
    """What `note` does for a signal that is only counted, at a third of its cost: its labels in their order."""
    with _lock:
        _counts[signal, labels] += 1


def counted() -> tuple[Count, ...]:
    """All that was noted in this process."""
    with _lock:
        rows = sorted(_counts.items())
    return tuple(
        Count(signal, dict(zip(MEANINGS[signal].labels, values, strict=True)), count)
        for (signal, values), count in rows
    )
