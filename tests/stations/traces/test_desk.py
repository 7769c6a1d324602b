"""Spans are made beside the work: nobody waits for them, and a fault in making them costs nobody else's."""

from __future__ import annotations

import threading

from tandem.kit import signals
from tandem.traces.desk import Desk


def counted(signal: str) -> int:
    return sum(row.count for row in signals.counted() if row.signal == signal)


def test_a_desk_that_is_full_drops_and_never_waits() -> None:
    """Of five with room for two, the first of which is worked on, two are done; each that is dropped is counted."""
    begun, go_on, done, before = threading.Event(), threading.Event(), [], counted("traces.dropped")

    def work(item: int) -> None:
        begun.set()
        assert go_on.wait(10)
        done.append(item)

    desk: Desk[int] = Desk(work, room=2)
    desk.put(1, size=1)
    assert begun.wait(10)
    for item in (2, 3, 4, 5):
        desk.put(item, size=1)
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
    desk.put(1, size=1)
    desk.put(2, size=1)
    desk.close(seconds=20)
    assert (done, counted("traces.fault") - before) == ([2], 1)


def test_what_is_done_makes_room_again() -> None:
    """Also where it failed."""
    done = [threading.Event(), threading.Event()]

    def work(item: int) -> None:
        done[item].set()
        raise ValueError("a fault")

    desk: Desk[int] = Desk(work, room=1)
    for item in (0, 1):
        _put_when_there_is_room(desk, item)
        assert done[item].wait(10)
    desk.close(seconds=20)


def _put_when_there_is_room(desk: Desk[int], item: int) -> None:
    """What is done is counted as gone a moment later."""
    for _ in range(1_000):
        dropped = counted("traces.dropped")
        desk.put(item, size=1)
        if counted("traces.dropped") == dropped:
            return
        threading.Event().wait(0.01)
    raise AssertionError("there was never room again")
