"""
In which ways an event can be the same as an earlier one. Source: `contracts/meta/dedup.json`.

    event_id   dataset, name and id: one browser and one server event, within 48 hours, in either order
    identity   dataset, name and fbp or external_id: a server event after a browser event; never the other way round
    order_id   dataset, Purchase, order and person: for select partners, so it is off unless asked for
    offline    events of a physical store, among themselves
    install    the installation of an app, once in 90 days

Events of business messaging have no bond: Meta counts every one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tandem.emulator import appendix
from tandem.emulator.received import Bond, Payload
from tandem.emulator.rules import DedupRules

Bonds = tuple[Bond, ...]


def browser_bonds(dataset: str, params: Payload, rules: DedupRules) -> Bonds:
    """The bonds of the parameters of `/tr/`."""
    person = _map(params.get("udff")) | _map(params.get("ud")) | {key: params.get(key) for key in ("fbp", "fbc")}
    place, event_id = (dataset, str(params["ev"])), params.get("eid") or None
    order = _map(params.get("cd")).get("order_id")
    offered = (
        Bond(("identity", *place, *signal), rules.identity.window_seconds, seeks=False, without_ids=True)
        for signal in _signals(person, rules.identity.keys)
    )
    return (*_by_order(place, order, person, rules), *_by_id(place, event_id, "browser", rules), *offered)


def server_bonds(dataset: str, event: Payload, event_id: str | None, rules: DedupRules) -> Bonds:
    """The bonds of a server event."""
    channel, place, person = event["action_source"], (dataset, str(event["event_name"])), event["user_data"]
    details = event.get("custom_data") or {}
    if channel in rules.never:
        return ()
    if channel == rules.offline.action_source:
        return (_by_sale(place, event, details, rules),)
    if channel == rules.install.action_source and event["event_name"] in rules.install.events:
        return tuple(_by_device(place, event, rules))
    sought = (
        Bond(("identity", *place, *signal), rules.identity.window_seconds, offers=False, without_ids=True)
        for signal in _signals(person, rules.identity.keys)
    )
    by_order = _by_order(place, details.get("order_id"), person, rules)
    return (*by_order, *_by_id(place, event_id, "server", rules), *sought)


def _by_id(place: tuple[str, str], event_id: str | None, source: str, rules: DedupRules) -> Iterator[Bond]:
    """Exact strings. Without an id nothing can be a twin."""
    if event_id:
        yield Bond(("event_id", *place, event_id), rules.window_seconds, getattr(rules.repeats, source))


def _by_order(place: tuple[str, str], order: Any, person: Payload, rules: DedupRules) -> Iterator[Bond]:
    """One for each thing that tells who it was: the same order of somebody else is another order."""
    rule = rules.order_id
    if rule.enabled and order and place[1] in rule.events:
        for signal in _signals(person, rule.person):
            yield Bond(("order_id", *place, str(order), *signal), rule.window_seconds)


def _by_sale(place: tuple[str, str], event: Payload, details: Payload, rules: DedupRules) -> Bond:
    """Time, name and item, and the order; where there is none, the same set of customer information."""
    order = details.get("order_id")
    whose = ("order", str(order)) if order else ("person", *_everything(event["user_data"]))
    key = ("offline", *place, str(event["event_time"]), str(details.get("item_number", "")), *whose)
    return Bond(key, rules.offline.window_seconds, rules.offline.repeats)


def _by_device(place: tuple[str, str], event: Payload, rules: DedupRules) -> Iterator[Bond]:
    """The device, by any id of it; where there is none, the same set of customer information."""
    known = event["user_data"] | {"vendor_id": (event.get("app_data") or {}).get("vendor_id")}
    devices: list[tuple[str, ...]] = [*_signals(known, rules.install.device)]
    for signal in devices or [_everything(event["user_data"])]:
        yield Bond(("install", *place, *signal), rules.install.window_seconds)


def _signals(person: Payload, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each value under these keys, without its appendix; a list gives one for each of its values."""
    for key in keys:
        given = person.get(key)
        for value in given if isinstance(given, list) else [given]:
            if value not in (None, ""):
                yield key, _plain(str(value))


def _everything(person: Payload) -> tuple[str, ...]:
    return tuple(f"{key}={value}" for key, value in sorted(_signals(person, tuple(person))))


def _plain(value: str) -> str:
    return appendix.of_hash(appendix.of_browser_id(value))


def _map(value: Any) -> Payload:
    """A bracketed parameter; a hostile sender may write it without brackets."""
    return value if isinstance(value, dict) else {}
