"""One event's life in lines: when, what happened, and beneath it what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tandem.cli.asked import when
from tandem.ledger.reports.replays import TracedReplay
from tandem.ledger.reports.trace import Trace, TracedArrival, TracedFate, TracedRequest, Waiting

Moment = tuple[datetime, list[str]]

WAITS: Mapping[Waiting, str] = {
    "in_flight": "it is being sent just now",
    "order": "for the word of its order's truth",
    "paused": "nothing is sent there just now: `tandem dead` and the dashboard say why",
    "consent": "for the visitor's answer",
    "retry": "for its next try",
    "other_leg": "for its other leg",
    "due": "it is next",
}


def life(trace: Trace, elsewhere: str = "") -> str:
    """`elsewhere`: where else its way can be seen."""
    event = trace.event
    worth = f"  {event.value} {event.currency or ''}".rstrip() if event.value is not None else ""
    order = f"  order {event.order_id}" if event.order_id else ""
    head = f"{event.event_name} {event.event_id}{worth}{order}  site {event.site}  (times are UTC)"
    moments = sorted(_moments(trace), key=lambda moment: moment[0])
    lines = [head, *(line for at, told in moments for line in _told(at, told))]
    pixel = f"browser leg: {event.pixel}" if event.pixel else "browser leg: no tag has told of it"
    erased = "its visitor's data are erased" if trace.erased else "its visitor's data are kept until it is sent"
    return "\n".join([*lines, *_beneath([pixel, erased, *filter(None, [elsewhere])]), *_waiting(trace.fates)])


def _moments(trace: Trace) -> Iterator[Moment]:
    yield trace.event_time, ["happened", f"where: {trace.action_source}"]
    for number, arrival in enumerate(trace.arrivals):
        yield arrival.received_at, _arrival(arrival, is_first=number == 0)
    for request in trace.requests:
        yield request.request.sent_at, _request(request)
    for replay in trace.replays:
        yield replay.at, _replay(replay)
    for fate in trace.fates:
        if fate.settled_at is not None:
            yield fate.settled_at, _fate(fate)


def _arrival(arrival: TracedArrival, *, is_first: bool) -> list[str]:
    what = "taken" if is_first else "told again, and merged"
    signal = f", said {arrival.signal}" if arrival.signal else ""
    return [
        f"{what}: from {arrival.source}, journal entry {arrival.entry}",
        f"consent: {arrival.ads}{signal}",
        f"identity: {', '.join(arrival.keys) or 'nothing'}",
        *(f"not usable: {each.key} {each.problem}. {each.cure}" for each in arrival.dropped),
    ]


def _request(traced: TracedRequest) -> list[str]:
    request = traced.request
    status = "no answer" if request.status is None else f"status {request.status}"
    version = f" {traced.version}" if traced.version else ""
    return [
        f"sent to {traced.destination}{version} with {request.events} in the request: {status}, {request.verdict}",
        f"after {request.took / 1000:.0f} ms: {request.answer}",
    ]


def _replay(replay: TracedReplay) -> list[str]:
    told = [f"sent again to {replay.destination} by {replay.asked_by}, after a fate as a dead letter"]
    return told + [f"mended: {step} {_written(what)}" for step, what in replay.recipe.items()]


def _written(what: dict[str, Any] | list[str]) -> str:
    """As the options of `tandem replay` are written."""
    return ", ".join([f"{path}={value}" for path, value in what.items()] if isinstance(what, dict) else what)


def _fate(fate: TracedFate) -> list[str]:
    name = "dead letter" if fate.dead else str(fate.state)
    reason = f", {fate.reason}" if fate.reason else ""
    told = [f"fate at {fate.destination}: {name}{reason}", *([fate.detail] if fate.detail else [])]
    told += [f"without {each.key}: {each.problem}" for each in fate.omitted]
    if fate.dead:
        told.append(f"it can be mended and replayed until {when(fate.deadline)}: `tandem replay`")
    return told


def _waiting(fates: Iterable[TracedFate]) -> Iterator[str]:
    for fate in fates:
        if fate.waits_for is not None:
            yield f"waits for {fate.destination} until {when(fate.due_at)}: {WAITS[fate.waits_for]}"
            yield from _beneath([f"after {fate.attempts} tries; it can be sent until {when(fate.deadline)}"])


def _told(at: datetime, lines: list[str]) -> Iterator[str]:
    yield f"{when(at)}  {lines[0]}"
    yield from _beneath(lines[1:])


def _beneath(lines: Iterable[str]) -> Iterator[str]:
    return (f"{'':21}{line}" for line in lines)
