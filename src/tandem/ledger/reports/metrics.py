"""The ledger's figures for `/metrics`, from its roll-ups and small tables: nothing here reads the books themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tandem.kit.exposition import Family, Kind, Metric, Sample, histogram
from tandem.ledger.figures import ANSWER_BOUNDS, BEYOND, BOUNDS
from tandem.ledger.reports.lanes import LaneRow, lanes
from tandem.ledger.reports.source_metrics import SOURCES

SITE, DESTINATION, SOURCE = ("site",), ("destination",), ("source",)


def _counted(name: str, labels: tuple[str, ...], meaning: str, sql: str, kind: Kind = "counter") -> tuple[Metric, str]:
    """`sql` brings a row for each sample: the labels, then the number."""
    return Metric(name, kind, labels, meaning), sql


COUNTED: tuple[tuple[Metric, str], ...] = (
    _counted(
        "tandem_conversions_total",
        SITE,
        "Events entered into the books, each once, however many messages told of it.",
        "SELECT site, ever FROM conversion_tally",
    ),
    _counted(
        "tandem_messages_total",
        SOURCE,
        "Messages that told of an event, by who sent them.",
        "SELECT source, sum(ever) FROM arrival_tally GROUP BY source",
    ),
    _counted(
        "tandem_merged_total",
        SOURCE,
        "Messages on an event already known, merged and not counted again.",
        "SELECT source, ever FROM arrival_tally WHERE again",
    ),
    _counted(
        "tandem_turned_away_total",
        ("site", "source", "reason"),
        "Events and requests refused at the door, by reason: docs/reasons.md.",
        "SELECT site, source, reason, count FROM door_tally",
    ),
    _counted(
        "tandem_owed_total",
        DESTINATION,
        "Events owed to the destination.",
        "SELECT destination, ever FROM owed_tally",
    ),
    _counted(
        "tandem_delivered_total",
        DESTINATION,
        "Events that the destination took.",
        "SELECT destination, ever FROM outbox_tally WHERE fate = 'delivered'",
    ),
    _counted(
        "tandem_refused_total",
        ("destination", "reason"),
        "Events that went no further, by reason: docs/reasons.md. One that is revived and refused again counts again.",
        "SELECT destination, reason, sum(ever) FROM outbox_tally WHERE fate IN ('refused', 'dead') GROUP BY 1, 2",
    ),
    _counted(
        "tandem_requests_total",
        ("destination", "verdict"),
        "Requests to the destination, by what the answer meant: docs/delivery.md.",
        "SELECT destination, verdict, requests FROM request_tally",
    ),
    _counted(
        "tandem_request_seconds_total",
        DESTINATION,
        "Seconds spent waiting for the destination's answers.",
        "SELECT destination, sum(seconds) FROM request_tally GROUP BY 1",
    ),
    _counted(
        "tandem_attempts_total",
        DESTINATION,
        "Events carried by requests; an event that is sent twice is two attempts.",
        "SELECT destination, sum(attempts) FROM request_tally GROUP BY 1",
    ),
    _counted(
        "tandem_sent_bytes_total",
        DESTINATION,
        "Bytes of the bodies of requests, compressed where they are.",
        "SELECT destination, sum(bytes) FROM request_tally GROUP BY 1",
    ),
    _counted(
        "tandem_set_aside",
        (),
        "Entries of the journal that could not be settled and are kept as they are. Should be 0.",
        "SELECT count(*) FROM set_aside",
        "gauge",
    ),
    *SOURCES,
)

LATENCY = Metric(
    "tandem_delivery_seconds",
    "histogram",
    DESTINATION,
    "From the receipt of an event to the answer that took it. It includes the time for its other leg to arrive.",
)

ANSWERED = Metric(
    "tandem_answer_seconds",
    "histogram",
    DESTINATION,
    "From a request to the destination's answer, or until it was given up.",
)

_LATENCIES = "SELECT destination, bound, events, seconds FROM latency_tally ORDER BY destination"
_ANSWERS = "SELECT destination, bound, requests, seconds FROM answer_tally ORDER BY destination"


def _lane(name: str, meaning: str) -> Metric:
    return Metric(name, "gauge", DESTINATION, meaning)


WAITING = _lane("tandem_waiting", "Events that wait to be sent.")
IN_FLIGHT = _lane("tandem_in_flight", "Events under way.")
DEAD = _lane("tandem_dead_letters", "Events refused for what is in them, kept so that they can be mended.")
NEAR = _lane("tandem_near_deadline", "Waiting events that become unsendable within two days.")
OLDEST = _lane("tandem_oldest_waiting_seconds", "Age since its receipt of the waiting event whose deadline is nearest.")
OPEN = _lane("tandem_breaker_open", "1 while the destination is left alone, or tried with one event.")
FUSE = _lane("tandem_fuse_refusals", "Different events refused in a row: what the fuse counts.")
USAGE = _lane("tandem_allowance_used_ratio", "Share of our allowance that the destination says is used.")
WIDTH = _lane("tandem_concurrency", "Requests that may be under way at once.")
PAUSED = Metric("tandem_paused", "gauge", ("destination", "cause"), "1 while nothing is sent: docs/delivery.md.")

METRICS = (
    *(metric for metric, _ in COUNTED),
    LATENCY,
    ANSWERED,
    WAITING,
    IN_FLIGHT,
    DEAD,
    NEAR,
    OLDEST,
    OPEN,
    PAUSED,
    FUSE,
    USAGE,
    WIDTH,
)


def families(ledger: sqlite3.Connection, now: datetime) -> list[Family]:
    rows = lanes(ledger, now)
    counted = [(metric, _samples(ledger, metric, sql)) for metric, sql in COUNTED]
    timed = [
        (LATENCY, _timed(ledger, _LATENCIES, BOUNDS)),
        (ANSWERED, _timed(ledger, _ANSWERS, ANSWER_BOUNDS)),
    ]
    return [*counted, *timed, *_lanes(rows, now)]


def _samples(ledger: sqlite3.Connection, metric: Metric, sql: str) -> list[Sample]:
    return [Sample(dict(zip(metric.labels, labels, strict=True)), value) for *labels, value in ledger.execute(sql)]


def _timed(ledger: sqlite3.Connection, sql: str, bounds: Sequence[float]) -> list[Sample]:
    by_destination: dict[str, dict[float, tuple[int, float]]] = {}
    for destination, bound, count, seconds in ledger.execute(sql):
        by_destination.setdefault(destination, {})[bound] = (count, seconds)
    return [sample for name, buckets in by_destination.items() for sample in _buckets(name, buckets, bounds)]


def _buckets(destination: str, found: Mapping[float, tuple[int, float]], bounds: Sequence[float]) -> list[Sample]:
    bounded = {bound: found.get(bound, (0, 0.0))[0] for bound in bounds}
    total = sum(seconds for _, seconds in found.values())
    return histogram({"destination": destination}, bounded, found.get(BEYOND, (0, 0.0))[0], total)


def _lanes(rows: Iterable[LaneRow], now: datetime) -> list[Family]:
    rows = list(rows)

    def of(metric: Metric, values: Iterable[float]) -> Family:
        named = zip(rows, values, strict=True)
        return metric, [Sample({"destination": row.destination}, value) for row, value in named]

    ages = [(now - row.oldest_waiting_at).total_seconds() if row.oldest_waiting_at else 0 for row in rows]
    paused = [Sample({"destination": row.destination, "cause": row.pause.cause}, 1) for row in rows if row.pause]
    return [
        of(WAITING, [row.waiting for row in rows]),
        of(IN_FLIGHT, [row.in_flight for row in rows]),
        of(DEAD, [row.dead for row in rows]),
        of(NEAR, [row.near_deadline for row in rows]),
        of(OLDEST, ages),
        of(OPEN, [row.breaker != "closed" for row in rows]),
        (PAUSED, paused),
        of(FUSE, [row.refusals for row in rows]),
        of(USAGE, [row.usage / 100 for row in rows]),
        of(WIDTH, [row.concurrency for row in rows]),
    ]
