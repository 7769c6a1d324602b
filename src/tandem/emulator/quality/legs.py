"""Both legs of one event name: what share of browser events the server covers, by which keys, and how soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from tandem.emulator.actions import Action
from tandem.emulator.fields import Fields
from tandem.emulator.received import Received

Event = tuple[Received, Fields]


def covered(actions: Iterable[Action], name: str, dataset: str) -> float | None:
    """The share of browser events, 0 to 1, that have a server twin; None without browser events."""
    browser = [action for action in actions if _is_of(action.leg("browser"), name, dataset)]
    if not browser:
        return None
    return sum(action.leg("server") is not None for action in browser) / len(browser)


def with_key(key: str, events: Sequence[Event]) -> float:
    """The share of events, 0 to 1, that carry this deduplication key."""
    return sum(bool(_value(key, event)) for event in events) / len(events) if events else 0.0


def covered_by_key(key: str, browser: Sequence[Event], server: Sequence[Event]) -> float:
    """The share of browser events, 0 to 1, whose key a server event carries too."""
    sent = {_value(key, event) for event in server} - {""}
    return sum(_value(key, event) in sent for event in browser) / len(browser) if browser else 0.0


def delay(server: Sequence[Event]) -> float:
    """The median of the seconds from `event_time` to receipt."""
    return median(event.at - (fields.event_time or event.at) for event, fields in server)


def _is_of(event: Received | None, name: str, dataset: str) -> bool:
    return event is not None and (event.event_name, event.arrival.dataset) == (name, dataset)


def _value(key: str, event: Event) -> str:
    received, fields = event
    if key == "event_id":
        return received.event_id or ""
    value = fields.fbp if key == "fbp" else fields.user_data.get(key)
    return str(value[0] if isinstance(value, list) and value else value or "")
