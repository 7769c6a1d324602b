"""
The same words for both legs: a browser event and a server event as one kind of record, so that they can be compared.

The Pixel says `dl` where the Conversions API says `event_source_url`; the table is `contracts/meta/pixel.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tandem.emulator import appendix
from tandem.emulator.received import Payload, Received
from tandem.emulator.rules import Rules


class Fields(msgspec.Struct, frozen=True, omit_defaults=True):
    """
    One event in common words. `event_time` is Unix seconds; absent fields are empty.

    The appendix of Meta's parameter builder is taken off addresses, URLs and browser ids, as Meta does to compare them.
    """

    event_name: str
    event_id: str | None = None
    event_time: float | None = None
    action_source: str | None = None
    event_source_url: str = ""
    referrer_url: str = ""
    client_ip_address: str = ""
    client_user_agent: str = ""
    fbp: str = ""
    fbc: str = ""
    user_data: Payload = {}
    custom_data: Payload = {}
    other: Payload = {}


APART: dict[str, Callable[[str], str]] = {
    "client_ip_address": appendix.of_address,
    "client_user_agent": str,
    "fbp": appendix.of_browser_id,
    "fbc": appendix.of_browser_id,
}
"""Keys of `user_data` that the browser sends elsewhere, or not at all; and how each is read."""

OWN = frozenset({*Fields.__struct_fields__} - {*APART, "other"})
"""Keys of a server event that have a field of their own."""


def fields_of(event: Received, rules: Rules) -> Fields:
    """Read an accepted event."""
    return _server(event) if event.source == "server" else _browser(event, rules)


def _server(event: Received) -> Fields:
    payload = event.payload()
    user = payload["user_data"]
    return Fields(
        event_name=event.event_name,
        event_id=event.event_id,
        event_time=float(payload["event_time"]),
        action_source=payload["action_source"],
        event_source_url=appendix.of_url(str(payload.get("event_source_url") or "")),
        referrer_url=appendix.of_url(str(payload.get("referrer_url") or "")),
        **{key: understood(str(user.get(key) or "")) for key, understood in APART.items()},
        user_data={key: value for key, value in user.items() if key not in APART},
        custom_data=payload.get("custom_data") or {},
        other={key: value for key, value in payload.items() if key not in OWN},
    )


def _browser(event: Received, rules: Rules) -> Fields:
    payload, params, maps = event.payload(), rules.pixel.params, rules.pixel.maps
    named = {params[name]: value for name, value in payload.items() if name in params}
    gathered: dict[str, Payload] = {"user_data": {}, "custom_data": {}}
    bracketed = {name: payload[name] for name in maps if isinstance(payload.get(name), dict)}
    for name, values in bracketed.items():  # in the order of `maps`: what was given by hand outweighs a form's data
        gathered[maps[name]] |= {key: _unpacked(value) for key, value in values.items()}
    return Fields(
        event_name=event.event_name,
        event_id=event.event_id,
        event_time=_seconds(named.get("event_time")),
        action_source="website",
        event_source_url=appendix.of_url(named.get("event_source_url", "")),
        referrer_url=appendix.of_url(named.get("referrer_url", "")),
        client_ip_address=event.arrival.address,
        client_user_agent=event.arrival.agent,
        fbp=appendix.of_browser_id(named.get("fbp", "")),
        fbc=appendix.of_browser_id(named.get("fbc", "")),
        user_data=gathered["user_data"],
        custom_data=gathered["custom_data"],
        other={key: value for key, value in payload.items() if key not in params and key not in bracketed},
    )


def _seconds(milliseconds: str | None) -> float | None:
    return int(milliseconds) / 1000 if milliseconds and milliseconds.isdecimal() else None


def _unpacked(value: str) -> Any:
    """Lists and objects travel as JSON text; everything else stays the text it is."""
    if value[:1] not in ("[", "{"):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value
