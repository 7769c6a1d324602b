"""The acceptor's part: a journal that tells what was appended, when it had come, and when it was on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from tandem.event import entry
from tandem.event.entry import OrderTold, Taken
from tandem.event.model import Event
from tandem.event.order import OrderFact
from tandem.journal.contract import Journal
from tandem.kit.clock import Clock
from tandem.traces.desk import Desk
from tandem.traces.ids import Namer, append_of, receipt_of, root_of
from tandem.traces.span import JOURNAL, Link, Span, Tell, caller


class Appended(msgspec.Struct, frozen=True):
    """Records that were appended together, between these moments, for a caller that was in these spans."""

    bodies: tuple[bytes, ...]
    began: datetime
    ended: datetime
    links: tuple[Link, ...] = ()


class TracedJournal:
    """A journal as any other: what it promises is the promise of the one behind it."""

    def __init__(self, journal: Journal, desk: Desk[Appended], clock: Clock, links: tuple[Link, ...] = ()) -> None:
        self._journal = journal
        self._desk = desk
        self._clock = clock
        self._links = links

    @property
    def problem(self) -> str | None:
        return self._journal.problem

    async def prove(self) -> None:
        await self._journal.prove()

    async def append(self, bodies: Sequence[bytes]) -> None:
        began = self._clock()
        await self._journal.append(bodies)
        if bodies:
            appended = Appended(tuple(bodies), began, self._clock(), self._links)
            self._desk.put(appended, size=sum(map(len, bodies)))

    async def forget(self, through: int, appended_before: int) -> int:
        return await self._journal.forget(through, appended_before)

    def linked(self, traceparent: str | None) -> TracedJournal:
        """For one request: its spans point to its caller's, by the header of W3C Trace Context."""
        links = caller(traceparent)
        return TracedJournal(self._journal, self._desk, self._clock, links) if links else self


class Message(msgspec.Struct, frozen=True):
    """One that is traced."""

    trace: int
    source: str
    received_at: datetime
    parent: int | None
    attributes: dict[str, str]


def record(appended: Appended, namer: Namer, tell: Tell) -> None:
    """The spans of one append: of each message, that it was received, and that it was journalled."""
    for message in _messages(appended.bodies, namer):
        tell(_receipt(message, appended))
        tell(_append(message, appended))


def _messages(bodies: Sequence[bytes], namer: Namer) -> Iterator[Message]:
    """Of events and of facts of orders. The other kinds of an entry are no event's way."""
    for told in map(entry.decode, bodies):
        if not isinstance(told, Taken | OrderTold):
            continue
        message = _of_event(told.event, namer) if isinstance(told, Taken) else _of_fact(told.fact, namer)
        if namer.keeps(message.trace):
            yield message


def _of_event(event: Event, namer: Namer) -> Message:
    trace = namer.of_event(event.site, event.event_name, event.event_id)
    told = {
        "tandem.site": event.site,
        "tandem.source": event.source,
        "tandem.event_name": namer.shown(event.event_name),
    }
    return Message(trace, event.source, event.received_at, root_of(trace), told)


def _of_fact(fact: OrderFact, namer: Namer) -> Message:
    """Which event it becomes, if any, is decided when it is settled: the event's trace points back to this one."""
    trace = namer.of_order(fact.site, fact.order_id)
    return Message(trace, "webhook", fact.received_at, None, {"tandem.site": fact.site, "tandem.source": fact.source})


def _receipt(message: Message, appended: Appended) -> Span:
    return Span(
        name=f"receive {message.source}",
        kind="server",
        trace=message.trace,
        id=receipt_of(message.trace, message.source, message.received_at),
        parent=message.parent,
        start=message.received_at,
        end=appended.ended,
        attributes=message.attributes,
        links=appended.links,
    )


def _append(message: Message, appended: Appended) -> Span:
    return Span(
        name="append journal",
        kind="producer",
        trace=message.trace,
        id=append_of(message.trace, message.source, message.received_at),
        parent=receipt_of(message.trace, message.source, message.received_at),
        start=appended.began,
        end=appended.ended,
        attributes={
            **JOURNAL,
            "messaging.operation.name": "append",
            "messaging.operation.type": "send",
            "messaging.batch.message_count": len(appended.bodies),
        },
    )
