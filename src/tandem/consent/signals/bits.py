"""
Bits in base64url, as the strings of the IAB are written: six to a character, no padding.

Source: github.com/InteractiveAdvertisingBureau, TCF v2 "Consent string format" and GPP "Consent String Specification".
"""

from __future__ import annotations

import re
from typing import Self

from tandem.consent.signals.said import Unreadable

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SIX = {mark: f"{number:06b}" for number, mark in enumerate(_ALPHABET)}

_LONGEST = 16_384
"""Characters. A TC string that names every vendor has some thousand."""


_PLACES = 32
"""Of a Fibonacci number: enough for two millions; no section has such an id."""


class Bits:
    """Read from left to right. Whoever reads past the end gets `Unreadable`."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise Unreadable("is too long")
        try:
            self._bits = "".join(map(_SIX.__getitem__, text))
        except KeyError:
            raise Unreadable("is not base64url") from None
        self._at = 0

    def number(self, width: int) -> int:
        """The next `width` bits as a whole number, the highest bit first."""
        return int(self._next(width), 2)

    def _next(self, width: int) -> str:
        end = self._at + width
        if end > len(self._bits):
            raise Unreadable("ends too soon")
        found = self._bits[self._at : end]
        self._at = end
        return found

    def skip(self, width: int) -> Self:
        self.number(width)
        return self

    def flag(self) -> bool:
        return self.number(1) == 1

    def members(self, width: int) -> frozenset[int]:
        """A bit field: the positions, from 1, of the bits that are set."""
        return frozenset(place for place, bit in enumerate(self._next(width), start=1) if bit == "1")

    def runs(self, width: int) -> tuple[tuple[int, int], ...]:
        """The same as ranges, from and to, both included."""
        return tuple((found.start() + 1, found.end()) for found in re.finditer("1+", self._next(width)))

    def fibonacci(self) -> int:
        """A whole number from 1 in Fibonacci coding: two set bits in a row end it."""
        total, one, two, before = 0, 1, 2, False
        for _ in range(_PLACES):
            bit = self.flag()
            if bit and before:
                return total
            total += one if bit else 0
            one, two, before = two, one + two, bit
        raise Unreadable("holds a number without an end")
