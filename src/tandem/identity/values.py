"""What a sender may put under a key: one text or whole number, or a list of these. Everything else is refused here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.event.person import Unusable
from tandem.identity.keys import CONTEXT, are_metas_own, canonical, tellable
from tandem.identity.text import is_encodable

_MOST_VALUES = 20
_LONGEST = 512
_LARGEST = 10**32


Reading = tuple[str, str]
"""Meta's key, and one value under it as text."""


def readings(user_data: Mapping[str, object]) -> tuple[dict[str, str], list[Reading], list[Unusable]]:
    """The first usable value of each key, the further ones in the order they came, an `Unusable` for each other one."""
    told: dict[str, Any] = {**user_data}
    for name in CONTEXT:
        told.pop(name, None)
    return (told, [], []) if _is_plain(told) else _one_by_one(told)


def _is_plain(told: Mapping[str, Any]) -> bool:
    """A glance: nearly all that ever comes is one text under each of Meta's own names, and none of them too long."""
    try:
        texts = "".join(told.values())
    except TypeError:
        return False
    return len(texts) <= _LONGEST and is_encodable(texts) and are_metas_own(told)


def _one_by_one(told: Mapping[str, object]) -> tuple[dict[str, str], list[Reading], list[Unusable]]:
    first: dict[str, str] = {}
    further: list[Reading] = []
    unusable: list[Unusable] = []
    for name, value in told.items():
        key = canonical(name)
        if key is None:
            unusable.append(_unknown(name))
            continue
        texts, problems = texts_of(key, value)
        further += [(key, text) for text in texts if first.setdefault(key, text) is not text]
        unusable += problems
    return first, further, unusable


def _unknown(name: str) -> Unusable:
    cure = "Use Meta's keys: em, ph, fn, ln, external_id…"
    return Unusable(tellable(name), "is no key of user_data that we know", cure)


def texts_of(key: str, value: object) -> tuple[Sequence[str], Sequence[Unusable]]:
    """The usable values as text, and an `Unusable` for each of the others. `None` is no value and is neither."""
    if isinstance(value, str):
        text = _text(key, value)
        return ((text,), ()) if isinstance(text, str) else ((), (text,))
    values = value if isinstance(value, (list, tuple)) else (value,)
    readings = [_text(key, one) for one in values[:_MOST_VALUES] if one is not None]
    unusable = [reading for reading in readings if not isinstance(reading, str)]
    if len(values) > _MOST_VALUES:
        unusable.append(
            Unusable(key, f"holds more than {_MOST_VALUES} values", "Send the few best; the others are dropped.")
        )
    return [reading for reading in readings if isinstance(reading, str)], unusable


def _text(key: str, value: object) -> str | Unusable:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return str(value)
    if not isinstance(value, str):
        return Unusable(key, "is neither text nor a whole number", "Send text, or a list of texts.")
    if len(value) > _LONGEST:
        return Unusable(key, "is too long", f"Send at most {_LONGEST} characters.")
    return value if is_encodable(value) else Unusable(key, "is not valid Unicode", "Send UTF-8 text.")
