"""Spans are made beside the work: nobody waits for them, and a fault in making them costs nobody else's."""

from __future__ import annotations

import threading

from tandem.kit import signals
from tandem.traces.desk import Desk


def counted(signal: str) -> int:
    return sum(row.count for row in signals.counted() if row.signal == signal)


def test_a_desk_that_is_full_drops_and_never_waits() -> None:
    """Of five with room for one while the first is worked on, two are done; each that is dropped is counted."""
    begun, go_on, done, before = threading.Event(), threading.Event(), [], counted("traces.dropped")

    def work(item: int) -> None:
        begun.set()
        assert go_on.wait(10)
        done.append(item)

    desk: Desk[int] = Desk(work, room=1)
    desk.put(1)
    assert begun.wait(10)
    for item in (2, 3, 4, 5):
        desk.put(item)
    go_on.set()
    desk.close(seconds=20)
    assert (done, counted("traces.dropped") - before) == ([1, 2], 3)


def test_a_fault_at_one_costs_that_one_alone() -> None:
    done, before = [], counted("traces.fault")

    def work(item: int) -> None:
        if item == 1:
            raise ValueError("a fault")
        done.append(item)

    desk: Desk[int] = Desk(work)
    desk.put(1)
    desk.put(2)
    desk.close(seconds=20)
    assert (done, counted("traces.fault") - before) == ([2], 1)
