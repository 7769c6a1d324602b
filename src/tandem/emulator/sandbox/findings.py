"""The diagnostics, asked of the newest events and written as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Any

from tandem.emulator.diagnostics import QUESTIONS
from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.meta import Meta
from tandem.emulator.received import Received

NEWEST = 1_000
"""How many events are looked at. More would make the pages slow while a load test runs."""


def findings(meta: Meta) -> list[dict[str, Any]]:
    """Every diagnostic with the number of events it concerns, and one of them as an example."""
    sample = newest_sample(meta)
    return [_finding(question, list(question.ask(sample))) for question in QUESTIONS]


def complaints(events: Sequence[Received], meta: Meta) -> dict[int, list[dict[str, Any]]]:
    """What the diagnostics say of single events, by event number."""
    said: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    sample = Sample(events, list(meta.memory.actions.values())[-NEWEST:], meta.rules, meta.clock())
    for question in QUESTIONS:
        for hit in (hit for hit in question.ask(sample) if isinstance(hit.event, Received)):
            said[hit.event.number].append({"key": question.key, "severity": question.severity, "detail": hit.detail})
    return said


def newest_sample(meta: Meta) -> Sample:
    """The newest events and actions."""
    events = list(islice(reversed(meta.memory.events), NEWEST))[::-1]
    actions = list(islice(meta.memory.newest_actions(), NEWEST))[::-1]
    return Sample(events, actions, meta.rules, meta.clock(), list(meta.memory.rejected))


def _finding(question: Question, hits: list[Hit]) -> dict[str, Any]:
    return {
        "key": question.key,
        "title": question.title,
        "trigger": question.trigger,
        "cure": question.cure,
        "severity": question.severity,
        "evidence": question.evidence,
        "count": len(hits),
        "example": _example(hits[-1]) if hits else None,
    }


def _example(hit: Hit) -> dict[str, Any]:
    event = hit.event
    common = {"number": event.number, "source": event.source, "detail": hit.detail}
    if isinstance(event, Received):
        return common | {"event_name": event.event_name, "event_id": event.event_id, "received_at": event.at}
    sent = event.event or {}
    name, event_id = str(sent.get("event_name") or "(no name)"), sent.get("event_id")
    return common | {"event_name": name, "event_id": event_id, "received_at": event.received_at, "refused": True}
