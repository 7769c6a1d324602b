"""Waiting for somebody, but not for ever."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Deadline:
    """
    `with Deadline(seconds):` around an await that may take that long; `TimeoutError` beyond it. What
    `asyncio.timeout` promises, at a fraction of its cost: all who wait equally long share one timer.
    """

    __slots__ = ("_asked", "_over", "_seconds", "_task", "_watch", "due")

    due: float
    """In the loop's time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._over = False

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("a deadline needs a task to end")
        self._task = task
        self._asked = task.cancelling()
        self.due = loop.time() + self._seconds
        self._watch = _watch(loop, self._seconds)
        self._watch.enter(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.leave(self)
        # Somebody else may have cancelled the task at the same moment: theirs stands, and goes on its way.
        if self._over and self._task.uncancel() <= self._asked and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def end(self) -> None:
        """It is due."""
        self._over = True
        self._task.cancel()


class _Watch:
    """All in one loop who wait equally long, and therefore in the order in which they are due."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting: dict[Deadline, None] = {}
        self._is_timed = False

    def enter(self, deadline: Deadline) -> None:
        self._waiting[deadline] = None
        if not self._is_timed:
            self._time(deadline)

    def leave(self, deadline: Deadline) -> None:
        self._waiting.pop(deadline, None)

    def _time(self, first: Deadline) -> None:
        """Whoever leaves early leaves the timer to those behind: it is set anew once in `seconds`, not for each."""
        self._is_timed = True
        self.loop.call_at(first.due, self._look)

    def _look(self) -> None:
        self._is_timed = False
        now = self.loop.time()
        for deadline in [each for each in self._waiting if each.due <= now]:
            self.leave(deadline)
            deadline.end()
        if self._waiting:
            self._time(next(iter(self._waiting)))


_watches: dict[float, _Watch] = {}
"""By seconds, of the loop that asked last: a process has one, and tests have one after the other."""


def _watch(loop: asyncio.AbstractEventLoop, seconds: float) -> _Watch:
    watch = _watches.get(seconds)
    if watch is None or watch.loop is not loop:
        watch = _watches[seconds] = _Watch(loop)
    return watch
