"""What two events must share to be one. Source: `contracts/meta/dedup.json`."""

from __future__ import annotations

from tandem.emulator.received import Key, Payload
from tandem.emulator.rules import DedupRules


def web_key(dataset: str, event_name: str, event_id: str | None) -> Key | None:
    """Dataset, event name and event id, as exact strings. Without an id nothing can be a twin."""
    return (dataset, event_name, event_id) if event_id else None


def server_key(dataset: str, event: Payload, event_id: str | None, rules: DedupRules) -> Key | None:
    """As `web_key`; events of a physical store have a key of their own, some channels have none."""
    channel = event["action_source"]
    if channel in rules.never:
        return None
    if channel == rules.offline.action_source:
        return _offline_key(dataset, event)
    return web_key(dataset, str(event["event_name"]), event_id)


def _offline_key(dataset: str, event: Payload) -> Key:
    """Time, name and item, and the order id; where there is none, the same set of customer information."""
    details = event.get("custom_data") or {}
    order = details.get("order_id")
    whose = f"order {order}" if order else repr(sorted(event["user_data"].items()))
    return (
        "offline",
        dataset,
        str(event["event_time"]),
        event["event_name"],
        str(details.get("item_number", "")),
        whose,
    )
