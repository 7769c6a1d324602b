"""What happened: one row per conversion, and each message that told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tandem.event import entry
from tandem.event.model import Event, PixelState
from tandem.event.outcome import Reason
from tandem.kit.clock import from_micros, micros
from tandem.kit.deferred import DeferringConnection
from tandem.kit.secret import fingerprint
from tandem.ledger import key_numbers
from tandem.ledger.absent import Absent
from tandem.ledger.figures import Figures
from tandem.ledger.merge import better_pixel, merge
from tandem.ledger.news import Announcements, Arrived, Refused


class Debt(msgspec.Struct, frozen=True):
    """An event owed to one destination."""

    due_at: datetime
    deadline: datetime
    """From when on the destination takes it no more."""
    reason: Reason | None = None
    """Why it is refused from the first, if so."""


Owed = Mapping[str, Debt]
"""By destination."""


class Known(msgspec.Struct, frozen=True):
    """A conversion already in the books. `event` is None once it was erased after its last fate."""

    id: int
    event: Event | None
    pixel: PixelState | None
    event_time: datetime


_OUTBOX = "outbox (conversion, destination, state, due_at, deadline, reason, settled_at)"


class Conversions:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: DeferringConnection, figures: Figures, news: Announcements) -> None:
        self._sql = connection
        self._figures = figures
        self._news = news
        self.absent = Absent(connection, "conversion", "site", "event_name", "event_id")

    def find(self, site: str, event_name: str, event_id: str) -> Known | None:
        if (site, event_name, event_id) in self.absent:
            return None
        sql = "SELECT id, body, pixel, event_time FROM conversion WHERE site = ? AND event_name = ? AND event_id = ?"
        return _known(self._sql.execute(sql, (site, event_name, event_id)).fetchone())

    def find_order(self, site: str, event_name: str, order_id: str) -> Known | None:
        """The first conversion that names this order."""
        sql = (
            "SELECT id, body, pixel, event_time FROM conversion"
            " WHERE site = ? AND order_id = ? AND event_name = ? ORDER BY id"
        )
        return _known(self._sql.execute(sql, (site, order_id, event_name)).fetchone())

    def rewrite(self, conversion: int, event: Event) -> None:
        """The event as it shall be sent. What is known of the browser leg stays: reports on it go past the event."""
        order_id, value, currency, _, _, visitor, _ = _facts(event)
        sql = "UPDATE conversion SET order_id = ?, value = ?, currency = ?, visitor = ?, body = ? WHERE id = ?"
        self._sql.execute(sql, (order_id, value, currency, visitor, entry.to_json(event), conversion))

    def open(self, event: Event, owed: Owed) -> int:
        """A new conversion, and what is owed of it to whom. Returns its id."""
        sql = (
            "INSERT INTO conversion (site, event_name, event_id, event_time, received_at, order_id, value, currency,"
            " ads, pixel, visitor, action_source, body, owed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        times = (micros(event.event_time), micros(event.received_at))
        key = (event.site, event.event_name, event.event_id)
        body = entry.to_json(event) if any(debt.reason is None for debt in owed.values()) else None
        names = msgspec.json.encode(list(owed)).decode()
        conversion = self._sql.execute(sql, (*key, *times, *_facts(event), body, names)).lastrowid or 0
        self.absent.written(key)
        self._figures.opened(event.site)
        self._owe(conversion, owed, micros(event.received_at))
        if self._news.wanted:
            _tell_refused(self._news, conversion, owed, event.received_at)
        return conversion

    def _owe(self, conversion: int, owed: Owed, at: int) -> None:
        for name, debt in owed.items():
            state, settled_at = ("refused", at) if debt.reason else ("waiting", None)
            row = (conversion, name, state, micros(debt.due_at), micros(debt.deadline), debt.reason, settled_at)
            self._sql.defer(_OUTBOX, row)
            self._figures.owed(name, debt.reason)

    def enrich(self, known: Known, told: Event) -> Event | None:
        """
        A further message on a conversion: what it knows is added while the event may still be sent, and the event as it
        is then comes back. Afterwards only the report on the browser leg counts.
        """
        if known.event is None:
            self.note_pixel(known, told.pixel)
            return None
        merged = merge(msgspec.structs.replace(known.event, pixel=known.pixel), told)
        sql = (
            "UPDATE conversion SET order_id = ?, value = ?, currency = ?, ads = ?, pixel = ?, visitor = ?,"
            " action_source = ?, body = ? WHERE id = ?"
        )
        self._sql.execute(sql, (*_facts(merged), entry.to_json(merged), known.id))
        if known.event.grants.ads == "unknown" != merged.grants.ads:
            self._release(known.id, told)
        return merged

    def _release(self, conversion: int, told: Event) -> None:
        """What waited for the visitor's answer waits no longer."""
        sql = "UPDATE outbox SET due_at = min(due_at, ?) WHERE conversion = ? AND state = 'waiting'"
        self._sql.execute(sql, (micros(told.received_at), conversion))

    def note_arrival(self, entry_id: int, conversion: int, event: Event, *, again: bool) -> None:
        """
        One line per message, for the event's trace: which identifiers it brought, which values were unusable. `again`
        when another one told of the conversion before.
        """
        keys = [*event.person.keys(), *event.clicks, *_context_keys(event)]
        row = (
            entry_id,
            conversion,
            event.source,
            micros(event.received_at),
            event.grants.ads,
            event.grants.signal,
            key_numbers.written(keys),
            msgspec.json.encode(event.dropped).decode(),
        )
        self._sql.defer("arrival", row)
        self._figures.told(event.source, again=again)
        if self._news.wanted:
            self._news.note(_arrived(entry_id, conversion, event, again=again))

    def note_pixel(self, known: Known, state: PixelState | None) -> None:
        better = better_pixel(known.pixel, state)
        self._sql.execute("UPDATE conversion SET pixel = ? WHERE id = ?", (better, known.id))


def _tell_refused(news: Announcements, conversion: int, owed: Owed, at: datetime) -> None:
    for name in (name for name, debt in owed.items() if debt.reason):
        news.note(Refused(name, (conversion,), at))


def _arrived(entry_id: int, conversion: int, event: Event, *, again: bool) -> Arrived:
    named = (event.site, event.event_name, event.event_id, _text(event.custom_data.get("order_id")))
    return Arrived(conversion, entry_id, *named, event.source, event.received_at, again)


def _known(row: tuple[int, bytes | None, PixelState | None, int] | None) -> Known | None:
    if row is None:
        return None
    conversion, body, pixel, at = row
    return Known(conversion, None if body is None else entry.decode_event(body), pixel, from_micros(at))


def _facts(event: Event) -> tuple[str | None, ...]:
    data = event.custom_data
    value = data.get("value")
    return (
        _text(data.get("order_id")),
        None if value is None else format(value, "f") if not isinstance(value, int) else str(value),
        _text(data.get("currency")),
        event.grants.ads,
        event.pixel,
        fingerprint(event.person.fbp) if event.person.fbp else None,
        event.action_source,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _context_keys(event: Event) -> list[str]:
    present = {"client_ip_address": event.client_ip_address, "client_user_agent": event.client_user_agent}
    return [key for key, value in present.items() if value]
