"""What a sender may put under a key: one text or whole number, or a list of these. Everything else is refused here."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.event.person import Unusable
from tandem.identity.text import is_encodable

_MOST_VALUES = 20
_LONGEST = 512
_LARGEST = 10**32


def texts_of(key: str, value: object) -> Iterator[str | Unusable]:
    """Every usable value as text, and an `Unusable` for each that is not. `None` is no value and yields nothing."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    if len(values) > _MOST_VALUES:
        yield Unusable(key, f"holds more than {_MOST_VALUES} values", "Send the few best; the others are dropped.")
    for one in values[:_MOST_VALUES]:
        if one is not None:
            yield _text(key, one)


def _text(key: str, value: object) -> str | Unusable:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return Unusable(key, "is neither text nor a whole number", "Send text, or a list of texts.")
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else _too_long(key)
    if len(value) > _LONGEST:
        return _too_long(key)
    if not is_encodable(value):
        return Unusable(key, "is not valid Unicode", "Send UTF-8 text.")
    return value


def _too_long(key: str) -> Unusable:
    return Unusable(key, "is too long", f"Send at most {_LONGEST} characters.")
