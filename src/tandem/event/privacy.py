"""What a person may ask of whoever keeps data about them, in the words of the books."""

from __future__ import annotations

from typing import Literal

Wish = Literal["erase", "disclose", "close"]
"""To be forgotten; to know what is held; and, of a shop itself, that everything about it goes."""
