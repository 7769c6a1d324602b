"""Waiting for somebody, but not for ever."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Deadline:
    """
    `with Deadline(seconds):` around an await that may take that long; `TimeoutError` beyond it. What
    `asyncio.timeout` promises, at a tenth of its cost: nearly every body is there at once, and only asks for a timer.
    """

    __slots__ = ("_asked", "_over", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._over = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("a deadline needs a task to end")
        self._task = task
        self._asked = task.cancelling()
        self._timer = task.get_loop().call_later(self._seconds, self._end)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        # Somebody else may have cancelled the task at the same moment: theirs stands, and goes on its way.
        if self._over and self._task.uncancel() <= self._asked and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _end(self) -> None:
        self._over = True
        self._task.cancel()
