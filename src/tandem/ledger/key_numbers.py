"""
Which identifiers a message brought, as the ledger writes it down: a list with a number for each name it knows.

An earlier ledger wrote the names out, at a hundred bytes more for each message; such a list is read as well.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tandem.event.person import Person

NAMES = ("client_ip_address", "client_user_agent", *Person.__struct_fields__)
"""A name's place stands on disk. What is not here, the click ids of other platforms, is written out."""

_PLACES = {name: place for place, name in enumerate(NAMES)}

Lists = tuple[tuple[str | int, ...], ...]
_lists = msgspec.json.Decoder(Lists)


def written(keys: Iterable[str]) -> str:
    return msgspec.json.encode([_PLACES.get(key, key) for key in keys]).decode()


def read(text: str) -> tuple[str, ...]:
    """The names in one list, or in several with commas between them."""
    lists = _lists.decode(f"[{text}]")
    return tuple(key if isinstance(key, str) else NAMES[key] for each in lists for key in each)
