"""
The dictionary: what each event means on a site, and how it travels. Defaults for Meta's standard events ship in
contracts/dictionary.json; a site's events.toml adds to them and overrides them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

import msgspec

from tandem.event.errors import Refused
from tandem.event.order_policy import OrderPolicy
from tandem.event.outcome import Reason
from tandem.kit import contracts

Leg = Literal["browser", "server"]

GATHER = 0.75
"""Seconds that an event waits for its other leg by default, so that one sending carries what both legs know."""

_FIELD = re.compile(r"\{(\w+)\}")


class BadDefinition(ValueError):
    """An event of events.toml cannot be read; the text says which and why."""


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event of the tracking plan."""

    legs: tuple[Leg, ...] = ("browser", "server")
    event_id: str | None = None
    """How the id is made from `custom_data`, e.g. `order_{order_id}`; without it the sender mints one."""
    required: tuple[str, ...] = ()
    """Fields of `custom_data` that must be there."""
    gather: float = GATHER
    trigger: str = ""
    owner: str = ""
    order: OrderPolicy = OrderPolicy()
    """When an order is this event, and what it is worth."""

    def __post_init__(self) -> None:
        if self.event_id is None:
            return
        if set("{}") & set(_FIELD.sub("", self.event_id)):
            raise ValueError("event_id is no template: write each field as {order_id}")
        if not _FIELD.search(self.event_id):
            raise ValueError("event_id names no field such as {order_id}: all events would share one id")

    @property
    def has_server_leg(self) -> bool:
        return "server" in self.legs

    @property
    def told_legs(self) -> tuple[Leg, ...]:
        """
        The legs that the page is told of. Where a source decides what is a sale, the Pixel hears nothing from the page:
        an unpaid order would be counted at Meta.
        """
        if self.order.is_told_by_source and self.order.browser_leg == "withheld":
            return tuple(leg for leg in self.legs if leg != "browser")
        return self.legs

    @property
    def gathering(self) -> timedelta:
        return timedelta(seconds=self.gather)

    def derive_id(self, custom_data: Mapping[str, Any]) -> str | None:
        """The id by template, or None where there is no template or a field of it is missing."""
        if self.event_id is None:
            return None
        values = {name: custom_data.get(name) for name in _FIELD.findall(self.event_id)}
        if not all(_names_something(value) for value in values.values()):
            return None
        return self.event_id.format_map(values).strip()


def _names_something(value: object) -> bool:
    """Text or a whole number. `true` is neither an order nor a customer, though Python counts it as 1."""
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, int) and not isinstance(value, bool)


CUSTOM = Definition()
"""What holds for an event that the dictionary does not name."""


class Dictionary:
    """The definitions of one site by event name."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = dict(definitions)
        self._told_by_sources = [each for each in definitions.items() if each[1].order.is_told_by_source]
        self._folded = {name.casefold(): name for name in definitions}

    def __getitem__(self, event_name: str) -> Definition:
        return self._definitions.get(event_name, CUSTOM)

    def get(self, event_name: str) -> Definition | None:
        """The definition of a name that is in it, letter by letter."""
        return self._definitions.get(event_name)

    def told_by_sources(self) -> list[tuple[str, Definition]]:
        """The events that an order is once a source says so."""
        return self._told_by_sources

    def items(self) -> list[tuple[str, Definition]]:
        return list(self._definitions.items())

    def check_spelling(self, event_name: str) -> None:
        """Raises `Refused` for a known event in the wrong case: Meta would take it for a custom event, silently."""
        if event_name in self._definitions:
            return
        meant = self._folded.get(event_name.casefold())
        if meant is not None:
            problem = f"differs from {meant} only in case, and Meta tells the two apart"
            raise Refused(Reason.INVALID_FIELD, "event_name", problem, f"Send {meant}.")


def standard() -> Mapping[str, Mapping[str, Any]]:
    """The shipped definitions as plain data."""
    events: Mapping[str, Mapping[str, Any]] = contracts.load("dictionary.json")["events"]
    return events


def build(overrides: Mapping[str, Mapping[str, Any]]) -> Dictionary:
    """Shipped definitions, with the site's own laid over them field by field. Raises `BadDefinition`."""
    shipped = standard()
    names = [*shipped, *(name for name in overrides if name not in shipped)]
    merged = {name: {**shipped.get(name, {}), **overrides.get(name, {})} for name in names}
    return Dictionary({name: _define(name, fields) for name, fields in merged.items()})


def _define(name: str, fields: Mapping[str, Any]) -> Definition:
    try:
        return msgspec.convert(fields, Definition)
    except msgspec.ValidationError as error:
        raise BadDefinition(f"[{name}]: {error}") from None
