"""What a sender may put under a key: one text or whole number, or a list of these. Everything else is refused here."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.event.person import Unusable
from tandem.identity.text import is_encodable

_MOST_VALUES = 20
_LONGEST = 512
_LARGEST = 10**32


def texts_of(key: str, value: object) -> tuple[Sequence[str], Sequence[Unusable]]:
    """The usable values as text, and an `Unusable` for each of the others. `None` is no value and is neither."""
    if type(value) is str and value.isascii() and len(value) <= _LONGEST:  # nearly all that ever comes
        return (value,), ()
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
