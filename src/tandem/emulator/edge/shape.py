"""Is it shaped like a server event: the required fields, no unknown ones, each of its type?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tandem.emulator.received import Payload, Refused
from tandem.emulator.rules import EdgeRules


def _is_string(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return type(value) is int or (isinstance(value, str) and value.lstrip("-").isdecimal())


def _is_boolean(value: Any) -> bool:
    return value in (True, False, "true", "false", "1", "0")


FITS: dict[str, Callable[[Any], bool]] = {
    "string": _is_string,  # a bare number is taken, as Graph takes it; it is stored as text
    "integer": _is_integer,
    "boolean": _is_boolean,
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}


class Shape:
    """The field rules of `events_edge.json`, ready for use."""

    def __init__(self, rules: EdgeRules) -> None:
        self._rules = rules
        self._fits = {name: FITS[kind] for name, kind in rules.fields.items()}

    def check(self, event: Payload) -> None:
        """Raises `Refused` for the first missing, unknown or mistyped field."""
        for field in self._rules.required:
            if event.get(field) in (None, ""):
                raise Refused("field_missing", field=field)
        for field, value in event.items():
            self._check_field(field, value)
        if event["action_source"] not in self._rules.action_sources:
            raise Refused("action_source_bad", wanted=", ".join(self._rules.action_sources))

    def _check_field(self, field: str, value: Any) -> None:
        fits = self._fits.get(field)
        if fits is None:
            raise Refused("key_unexpected", key=field)
        if value is not None and not fits(value):
            raise Refused("field_type", field=field, wanted=self._rules.fields[field])
