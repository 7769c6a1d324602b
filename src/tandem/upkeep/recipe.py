"""
A recipe mends a dead letter before it is sent again: rename, cast, set, remove, in this order.

What may be mended is the event's own data. Who it is about is hashed at the door and nobody puts anybody in afterwards,
so of the person keys can only be removed; site, name, id, moments and consent are what was told, and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from tandem.event import money
from tandem.event.errors import Refused
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.event.site import Site
from tandem.identity.scrub import clean_data
from tandem.sources import checks

Kind = Literal["number", "text", "list"]
"""What a value is cast to: an exact number, a text, a list that holds it."""

FIELDS = ("event_source_url", "referrer_url", "client_ip_address", "client_user_agent")
"""Of the event itself; each can be removed."""

_DATA, _PERSON = "custom_data.", "user_data."
_NOBODY = msgspec.structs.asdict(Person())
_CURE = "Name custom_data.FIELD; user_data.KEY and " + ", ".join(FIELDS) + " can only be removed."


class Recipe(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Paths are written with dots: `custom_data.currency`, `user_data.ph`. Empty, it changes nothing."""

    rename: dict[str, str] = {}
    """From → to, within `custom_data`."""
    cast: dict[str, Kind] = {}
    set: dict[str, Any] = {}
    remove: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        return self == Recipe()


def checked(recipe: Recipe) -> Recipe:
    """The recipe itself. Raises `Refused` for a path it may not touch and for a value that is somebody's data."""
    for path in (*recipe.rename, *recipe.rename.values(), *recipe.cast, *recipe.set):
        if not path.startswith(_DATA) or not all(path.split(".")):
            raise _no_such_path(path)
    for path in recipe.remove:
        if path not in FIELDS and not path.startswith((_DATA, _PERSON)):
            raise _no_such_path(path)
        if path.startswith(_PERSON) and not _keys(path):
            raise _no_such_path(path)
    for path, value in recipe.set.items():
        if clean_data({path.split(".")[-1]: value})[1]:
            raise Refused(
                Reason.INVALID_FIELD, path, "is personal data or a secret", "Leave it out: identity is hashed, not set."
            )
    return recipe


def mend(event: Event, recipe: Recipe, site: Site) -> Event:
    """The event, mended, as the doors would have taken it. Raises `Refused` when they would not."""
    data = {name: _copied(value) for name, value in event.custom_data.items()}
    for old, new in recipe.rename.items():
        if (value := _take(data, old)) is not None:
            _put(data, new, value)
    for path, kind in recipe.cast.items():
        if (value := _take(data, path)) is not None:
            _put(data, path, _CASTS[kind](value, path))
    for path, value in recipe.set.items():
        _put(data, path, value)
    for path in recipe.remove:
        if path.startswith(_DATA):
            _take(data, path)
    return msgspec.structs.replace(event, custom_data=_as_at_the_door(data, event, site), **_emptied(event, recipe))


def _as_at_the_door(data: dict[str, Any], event: Event, site: Site) -> dict[str, Any]:
    return clean_data(checks.custom_data(data, site.dictionary[event.event_name], site.depth))[0]


def _emptied(event: Event, recipe: Recipe) -> dict[str, Any]:
    fields: dict[str, Any] = {path: None for path in recipe.remove if path in FIELDS}
    gone = {key: _NOBODY[key] for path in recipe.remove if path.startswith(_PERSON) for key in _keys(path)}
    return {**fields, "person": msgspec.structs.replace(event.person, **gone)} if gone else fields


def _keys(path: str) -> list[str]:
    """The fields of a person that a key fills: `em` and `ph` are kept in several forms."""
    key = path.removeprefix(_PERSON)
    forms = {"em": ("em_",), "ph": ("ph_",)}.get(key, ())
    return [name for name in _NOBODY if name == key or name.startswith(tuple(forms))]


def _number(value: Any, path: str) -> Decimal:
    return money.value(value, path)


def _text(value: Any, path: str) -> str:
    if isinstance(value, dict | list):
        raise Refused(Reason.INVALID_FIELD, path, "is a list or an object", "Cast single values to text.")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _list(value: Any, path: str) -> list[Any]:
    return value if isinstance(value, list) else [value]


_CASTS: Mapping[str, Callable[[Any, str], Any]] = {"number": _number, "text": _text, "list": _list}


def _copied(value: Any) -> Any:
    return {name: _copied(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def _take(data: dict[str, Any], path: str) -> Any:
    """What stands there, taken away; None when nothing does."""
    *way, last = path.removeprefix(_DATA).split(".")
    for name in way:
        inner = data.get(name)
        if not isinstance(inner, dict):
            return None
        data = inner
    return data.pop(last, None)


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    *way, last = path.removeprefix(_DATA).split(".")
    for name in way:
        inner = data.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Refused(Reason.INVALID_FIELD, path, f"leads through {name}, which is no object", _CURE)
        data = inner
    data[last] = value


def _no_such_path(path: str) -> Refused:
    return Refused(Reason.INVALID_FIELD, path, "cannot be mended", _CURE)
