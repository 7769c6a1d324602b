"""The worker's spans, one function for each station. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.event.outcome import Reason
from tandem.ledger.news import Arrived
from tandem.ledger.outbox import MENDABLE
from tandem.ledger.reports.spans import Answer, Named
from tandem.traces.ids import append_of, refusal_of, root_of, sending_of, settlement_of
from tandem.traces.span import JOURNAL, Link, Span

Server = tuple[str, int]
"""Host and port that a destination is posted to."""


def opened(trace: int, named: Named, done: datetime, shown: str) -> Span:
    """The root: the event itself, from its first message until it stood in the books. `shown`: its name."""
    return Span(
        name=shown,
        kind="internal",
        trace=trace,
        id=root_of(trace),
        parent=None,
        start=named.received_at,
        end=done,
        attributes={"tandem.site": named.site, "tandem.event_name": shown},
    )


def told_otherwise(own: int, trace: int, arrived: Arrived, done: datetime, shown: str) -> Span:
    """The root of a message that bears an id of its own, and tells of an event that is known by another."""
    return Span(
        name=shown,
        kind="internal",
        trace=own,
        id=root_of(own),
        parent=None,
        start=arrived.received_at,
        end=done,
        attributes={"tandem.site": arrived.site, "tandem.event_name": shown, "tandem.outcome": "merged"},
        links=(Link(trace, root_of(trace)),),
    )


def settled(trace: int, own: int | None, arrived: Arrived, at: datetime, done: datetime) -> Span:
    """`own` is the trace that the message was received in; None where it has none."""
    appended = None if own is None else append_of(own, arrived.source, arrived.received_at)
    is_here = own == trace
    return Span(
        name="settle journal",
        kind="consumer",
        trace=trace,
        id=settlement_of(trace, arrived.entry),
        parent=appended if is_here else root_of(trace),
        start=at,
        end=done,
        attributes={
            **JOURNAL,
            "messaging.operation.name": "settle",
            "messaging.operation.type": "process",
            "messaging.message.id": str(arrived.entry),
            "tandem.source": arrived.source,
            "tandem.outcome": "merged" if arrived.again else "opened",
        },
        links=() if is_here or own is None or appended is None else (Link(own, appended),),
    )


def sent(trace: int, request: int, answer: Answer, server: Server | None, earlier: int) -> Span:
    """One try: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span"""
    attributes: dict[str, str | int] = {
        "http.request.method": "POST",
        "tandem.destination": answer.destination,
        "tandem.verdict": answer.verdict,
        "tandem.attempt": earlier + 1,
        "tandem.request.events": answer.events,
    }
    if server is not None:
        attributes |= {"server.address": server[0], "server.port": server[1]}
    if answer.status is not None:
        attributes["http.response.status_code"] = answer.status
    if earlier:
        attributes["http.request.resend_count"] = earlier
    failed = answer.verdict != "delivered"
    if failed:
        attributes["error.type"] = _error(answer)
    return Span(
        name=f"send {answer.destination}",
        kind="client",
        trace=trace,
        id=sending_of(trace, request),
        parent=root_of(trace),
        start=answer.sent_at,
        end=answer.sent_at + timedelta(microseconds=answer.took),
        attributes=attributes,
        failed=failed,
    )


def _error(answer: Answer) -> str:
    """The status, where it says so; that nobody answered; else what the answer meant."""
    if answer.status is None:
        return "no_answer"
    return str(answer.status) if answer.status >= 400 else answer.verdict


def refused(trace: int, destination: str, reason: Reason, at: datetime) -> Span:
    """Its fate: withheld on purpose, or a dead letter."""
    failed = reason in MENDABLE
    told = {"tandem.destination": destination, "tandem.reason": reason.value}
    return Span(
        name=f"refuse {destination}",
        kind="internal",
        trace=trace,
        id=refusal_of(trace, destination, at),
        parent=root_of(trace),
        start=at,
        end=at,
        attributes={**told, "error.type": reason.value} if failed else told,
        failed=failed,
    )
