"""`/metrics`: what Prometheus reads, checked with the parser of Prometheus' own client."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tandem.event.entry import Refusals
from tandem.event.outcome import Reason
from tandem.kit.signals import Count
from tandem.kit.vitals import Vitals, write
from tandem.web.metrics import METRICS
from tests.support.books_to_read import Books
from tests.support.clock import NOON
from tests.support.dashboard import RunningDashboard
from tests.support.events import DESTINATION, event, tag_event

FIVE_PAST = NOON + timedelta(minutes=5)


def scraped(dashboard: RunningDashboard) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = dashboard.ask("/metrics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.body.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value for each in families for sample in each.samples
    }


def value(dashboard: RunningDashboard, name: str, **labels: str) -> float:
    return scraped(dashboard)[name, frozenset(labels.items())]


def buckets_of(seen: dict[tuple[str, frozenset[tuple[str, str]]], float], histogram: str) -> dict[str, float]:
    """By bound."""
    return {dict(labels)["le"]: number for (name, labels), number in seen.items() if name == f"{histogram}_bucket"}


def test_a_scrape_tells_what_came_and_what_became_of_it(books: Books, dashboard: RunningDashboard) -> None:
    """Three purchases, one told of twice: one delivered, one rejected, one still waiting."""
    books.tell(tag_event(event_id="a"), event(event_id="a"), event(event_id="b"), event(event_id="c"))
    books.deliver(1, at=NOON + timedelta(seconds=3))
    books.refuse(2, Reason.REJECTED)
    seen = scraped(dashboard)

    def of(name: str, **labels: str) -> float:
        return seen[name, frozenset(labels.items())]

    assert of("tandem_conversions_total", site="shop") == 3
    assert of("tandem_messages_total", source="backend") == 3
    assert of("tandem_messages_total", source="tag") == 1
    assert of("tandem_merged_total", source="backend") == 1
    to = {"destination": DESTINATION}
    assert of("tandem_owed_total", **to) == 3
    assert of("tandem_delivered_total", **to) == 1
    assert of("tandem_refused_total", **to, reason="rejected") == 1
    assert of("tandem_requests_total", **to, verdict="delivered") == 1
    assert of("tandem_attempts_total", **to) == 1


def test_the_time_from_receipt_to_answer_is_a_histogram(books: Books, dashboard: RunningDashboard) -> None:
    """Received at noon, taken three seconds, and two hours and a second, later."""
    books.tell(event(event_id="a"), event(event_id="b"))
    books.deliver(1, at=NOON + timedelta(seconds=3))
    books.deliver(2, at=NOON + timedelta(hours=2, seconds=1))
    seen = scraped(dashboard)
    buckets = buckets_of(seen, "tandem_delivery_seconds")
    assert (buckets["2"], buckets["5"], buckets["7200"], buckets["21600"], buckets["+Inf"]) == (0, 1, 1, 2, 2)
    assert seen["tandem_delivery_seconds_sum", frozenset({("destination", DESTINATION)})] == 7204


def test_what_requests_carried_and_how_long_their_answers_took_is_counted(
    books: Books, dashboard: RunningDashboard
) -> None:
    """Two answers, after 0.3 and 61 seconds, to 700 and 300 bytes with two events and one."""
    books.tell(event(event_id="a"), event(event_id="b"))
    books.answer(1, 2, took=300_000, size=700)
    books.answer(1, took=61_000_000, size=300, verdict="later")
    seen = scraped(dashboard)
    to = frozenset({("destination", DESTINATION)})
    buckets = buckets_of(seen, "tandem_answer_seconds")
    assert (buckets["0.25"], buckets["0.5"], buckets["60"], buckets["+Inf"]) == (0, 1, 1, 2)
    assert seen["tandem_answer_seconds_sum", to] == pytest.approx(61.3)
    assert (seen["tandem_attempts_total", to], seen["tandem_sent_bytes_total", to]) == (3, 1_000)


def test_a_fate_that_is_recorded_twice_is_counted_once(books: Books, dashboard: RunningDashboard) -> None:
    """After a crash an answer may be written down again."""
    books.tell(event())
    books.deliver(1)
    books.deliver(1)
    assert value(dashboard, "tandem_delivered_total", destination=DESTINATION) == 1
    assert value(dashboard, "tandem_delivery_seconds_count", destination=DESTINATION) == 1


def test_a_counter_never_goes_down(books: Books, dashboard: RunningDashboard) -> None:
    """A dead letter that is revived was refused all the same; Prometheus takes a smaller number for a restart."""
    books.tell(event())
    books.refuse(1, Reason.REJECTED)
    books.revive(1)
    assert value(dashboard, "tandem_refused_total", destination=DESTINATION, reason="rejected") == 1
    books.tamper("DELETE FROM outbox")
    books.tamper("DELETE FROM arrival")
    books.tamper("DELETE FROM conversion")
    assert value(dashboard, "tandem_conversions_total", site="shop") == 1


def test_what_was_turned_away_is_told_by_reason(books: Books, dashboard: RunningDashboard) -> None:
    told = Refusals(
        site="shop",
        source="backend",
        reason=Reason.MISSING_FIELD,
        field="custom_data.value",
        problem="is missing",
        cure="Send it.",
        count=7,
        received_at=NOON,
    )
    books.tell(told, told)
    labels = {"site": "shop", "source": "backend", "reason": "missing_field"}
    assert value(dashboard, "tandem_turned_away_total", **labels) == 14


def test_a_process_that_gives_no_sign_is_down(tmp_path: Path, books: Books, dashboard: RunningDashboard) -> None:
    """A sign is good for twenty seconds."""
    replies = Count("doors.answered", {"door": "/e", "status": "202"}, 41)
    paused = Count("delivery.paused", {"destination": DESTINATION, "cause": "token"}, 2)
    fresh = Vitals(process="acceptor", at=FIVE_PAST, since=NOON, counts=(replies,))
    stale = Vitals(process="worker", at=NOON, since=NOON, counts=(paused,))
    for each in (fresh, stale):
        write(tmp_path / "vitals", each)
    assert value(dashboard, "tandem_process_up", process="acceptor") == 1
    assert value(dashboard, "tandem_process_up", process="worker") == 0
    assert value(dashboard, "tandem_door_replies_total", door="/e", status="202") == 41
    facts = f"destination={DESTINATION},cause=token"
    assert value(dashboard, "tandem_signals_total", process="worker", signal="delivery.paused", facts=facts) == 2


def test_a_scrape_is_answered_before_there_is_a_ledger(tmp_path: Path, view: object) -> None:
    """A gateway that has just been set up says what it can."""
    from tandem.web.metrics import families

    told = {metric.name for metric, _ in families(view)}  # type: ignore[arg-type]
    assert "tandem_disk_free_bytes" in told


def test_every_name_is_declared_once_and_well_formed(books: Books, dashboard: RunningDashboard) -> None:
    """Counters end in _total; nothing is told that the table does not declare."""
    names = [metric.name for metric in METRICS]
    assert len(names) == len(set(names))
    assert all(metric.name.endswith("_total") == (metric.kind == "counter") for metric in METRICS)
    families = text_string_to_metric_families(dashboard.ask("/metrics").body.decode())
    told = {family.name + "_total" * (family.type == "counter") for family in families}
    assert told == set(names)


def test_metrics_are_not_served_to_a_host_we_do_not_know(books: Books, dashboard: RunningDashboard) -> None:
    """They stand behind the dashboard's guard."""
    assert dashboard.ask("/metrics", host="evil.example").status == 421
