"""The worker's part: spans of what a turn of the ledger wrote down, read back from its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from tandem.ledger.news import Arrived, Noted, Refused, Sent
from tandem.ledger.reports import spans as rows
from tandem.ledger.reports.spans import Named
from tandem.traces import stations
from tandem.traces.ids import Namer
from tandem.traces.span import Span, Tell


class Turn(msgspec.Struct, frozen=True):
    """What one transaction brought, and when it was on disk."""

    noted: Sequence[Noted]
    done: datetime

    @property
    def size(self) -> int:
        """In bytes, about: how much it costs to keep."""
        carried = sum(0 if isinstance(each.news, Arrived) else len(each.news.conversions) for each in self.noted)
        return 500 * len(self.noted) + 40 * carried


class Books:
    """Reads in the one thread that calls `record`, over a connection that it opens there."""

    def __init__(
        self,
        opened: Callable[[], sqlite3.Connection],
        namer: Namer,
        servers: Mapping[str, stations.Server],
        tell: Tell,
    ) -> None:
        """`servers`: by destination."""
        self._opened = opened
        self._ledger: sqlite3.Connection | None = None
        self._namer = namer
        self._servers = servers
        self._tell = tell

    def record(self, turn: Turn) -> None:
        ledger = self._ledger = self._ledger or self._opened()
        arrived = {noted.news.conversion for noted in turn.noted if isinstance(noted.news, Arrived)}
        named = rows.named(ledger, arrived) if arrived else {}
        for noted in turn.noted:
            for span in self._spans(noted, turn.done, ledger, named):
                self._tell(span)

    def close(self) -> None:
        if self._ledger is not None:
            self._ledger.close()

    def _spans(
        self, noted: Noted, done: datetime, ledger: sqlite3.Connection, names: Mapping[int, Named]
    ) -> Iterator[Span]:
        match noted.news:
            case Arrived(conversion=conversion) as arrived if conversion in names:
                yield from self._arrival(arrived, noted.at, done, names[conversion])
            case Sent() as sent:
                yield from self._sending(sent, ledger)
            case Refused() as refused:
                yield from self._refusal(refused, ledger)

    def _arrival(self, arrived: Arrived, at: datetime, done: datetime, named: Named) -> Iterator[Span]:
        trace, own, shown = self._trace(named), self._own(arrived), self._namer.shown
        if self._namer.keeps(trace):
            if not arrived.again:
                yield stations.opened(trace, named, done, shown(named.event_name))
            yield stations.settled(trace, own, arrived, at, done)
        if own not in (trace, None) and arrived.source != "webhook" and self._namer.keeps(own):
            yield stations.told_otherwise(own, trace, arrived, done, shown(arrived.event_name))

    def _sending(self, sent: Sent, ledger: sqlite3.Connection) -> Iterator[Span]:
        answer = rows.answer(ledger, sent.request)
        if answer is None:
            return
        server = self._servers.get(answer.destination)
        for trace, named in self._kept(ledger, sent.conversions):
            earlier = rows.earlier(ledger, named.id, sent.request, answer.destination)
            yield stations.sent(trace, sent.request, answer, server, earlier)

    def _refusal(self, refused: Refused, ledger: sqlite3.Connection) -> Iterator[Span]:
        reasons = rows.refused(ledger, refused.destination, refused.conversions, refused.settled_at)
        for trace, named in self._kept(ledger, list(reasons)):
            yield stations.refused(trace, refused.destination, reasons[named.id], refused.settled_at)

    def _kept(self, ledger: sqlite3.Connection, conversions: Sequence[int]) -> Iterator[tuple[int, Named]]:
        """Those whose trace is kept."""
        for named in rows.named(ledger, conversions).values():
            trace = self._trace(named)
            if self._namer.keeps(trace):
                yield trace, named

    def _trace(self, named: Named) -> int:
        return self._namer.of_event(named.site, named.event_name, named.event_id)

    def _own(self, arrived: Arrived) -> int | None:
        """The trace that the message was received in: its order's, where a source told it."""
        if arrived.source != "webhook":
            return self._namer.of_event(arrived.site, arrived.event_name, arrived.event_id)
        return self._namer.of_order(arrived.site, arrived.order_id) if arrived.order_id else None
