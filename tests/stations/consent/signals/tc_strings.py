"""A writer of TC strings for tests, after the tables of the specification; it shares nothing with the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DAY = datetime(2026, 11, 20, tzinfo=UTC)


def tc_string(
    *,
    purposes: Iterable[int] = (1, 3, 4, 7),
    version: int = 2,
    policy: int = 5,
    local: int = 1,
    updated: datetime = DAY,
) -> str:
    """A core segment without vendors: English, CMP 880, list 100, publisher in Germany."""
    deciseconds = int(updated.timestamp() * 10)
    fields = [
        (version, 6), (deciseconds, 36), (deciseconds, 36), (880, 12), (1, 12), (1, 6), (4, 6), (13, 6), (100, 12),
        (policy, 6), (local, 1), (0, 1), (0, 12), (_field(purposes), 24), (0, 24), (0, 1), (3, 6), (4, 6),
        (0, 16), (0, 1), (0, 16), (0, 1), (0, 12),
    ]  # fmt: skip
    return characters("".join(f"{value:0{width}b}" for value, width in fields))


def characters(bits: str) -> str:
    padded = bits + "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(padded[at : at + 6], 2)] for at in range(0, len(padded), 6))


def _field(members: Iterable[int]) -> int:
    return sum(1 << (24 - member) for member in members)
