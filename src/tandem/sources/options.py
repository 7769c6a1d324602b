"""`[site.source.options]`, read by the kind of source it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def read_options(shape: type[T], given: Mapping[str, Any]) -> T:
    """Raises `ValueError`: what is wrong where."""
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        raise ValueError(f"options: {error}") from None
