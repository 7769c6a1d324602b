"""Records that are held for a moment are not searched for garbage, and cycles are still found."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from tandem.kit.garbage import search_seldom

class Ring:
    def __init__(self):
        self.itself = self

search_seldom()
gc.collect()
before = gc.get_stats()[0]["collections"]
for _ in range(20):
    batch = [{"event": [number], "person": (number,)} for number in range(1_000)]
print(gc.get_stats()[0]["collections"] - before)
rings = 0
while gc.get_stats()[0]["collections"] == before and rings < 1_000_000:
    Ring()
    rings += 1
print(rings)
"""


def test_a_batch_is_not_searched_and_cycles_are_collected_in_time() -> None:
    """Twenty batches of a thousand: no search. Rings that hold on to themselves: one, long before a million."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    searches, rings = map(int, done.stdout.split())
    assert searches == 0
    assert 0 < rings < 200_000
