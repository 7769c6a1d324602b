"""
The search for garbage in cycles, as seldom as suits a process that holds thousands of records for a moment, and leaves
no cycles behind (tests/stations/doors/test_garbage.py).
"""

from __future__ import annotations

import gc

ALLOCATIONS = 100_000
"""
Objects that came and have not gone, before the youngest are searched. A batch of a thousand events is some twenty
thousand, all still in use and none in a cycle: at Python's 700, a seventh of the worker's time went into looking, and
a fifteenth of the acceptor's.
"""

GENERATIONS = 20
"""Searches of the younger before one of the older."""


def search_seldom() -> None:
    """For the whole process. What is in no cycle goes at once, as ever."""
    gc.set_threshold(ALLOCATIONS, GENERATIONS, GENERATIONS)
