"""How many people are behind some events; not a question of its own."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.emulator.fields import Fields

SEVERAL = 5
"""A family may share a browser. So many people have been mixed up by whoever sends their events."""

NAMED_BY = ("em", "ph", "external_id")


def number_of_people(events: Sequence[Fields]) -> int:
    """The most values that any one identifier has: a person may have several identifiers, and seldom two of a kind."""
    named = [{_first(fields.user_data.get(key)) for fields in events} for key in NAMED_BY]
    return max(len(values - {""}) for values in [*named, {fields.fbp for fields in events}])


def _first(value: object) -> str:
    """The browser sends one, the server perhaps a list."""
    return str((value or [""])[0] if isinstance(value, list) else value or "")
