"""
Processes that stand and fall alone: started together, restarted when one dies, stopped together.

A child watches its standard input, which is a pipe from here: when this process is gone, however it went, the pipe
closes and the child goes too. So a `kill -9` leaves no orphan on the port.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from tandem.kit.parent import SUPERVISED, watch_parent
from tandem.kit.signals import note

GRACE = 10.0
"""Seconds a child has to finish what it is doing."""

CALM = 5.0
"""A child that lived this long starts anew at once; one that died younger waits a second first."""


LOOK_EVERY = 5.0
"""Seconds between looks at the children. The system tells at once when one has died."""


class Child:
    """One process and the command that starts it: the module `program` with `arguments`."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        env: Mapping[str, str] | None = None,
        program: str = "tandem.cli.child",
    ) -> None:
        self.name = name
        self._command = [sys.executable, "-m", program, *arguments]
        self._env = {**os.environ, **(env or {}), SUPERVISED: "1"}
        self.start()

    def start(self) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command, env=self._env, stdin=subprocess.PIPE, start_new_session=True
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def revive(self, stopping: threading.Event) -> None:
        """Start it again if it has died."""
        if self._process.poll() is None:
            return
        note("supervisor.child_died", child=self.name, code=self._process.returncode)
        young = time.monotonic() - self._started < CALM
        if not stopping.wait(1.0 if young else 0.0):
            self.start()

    def ask_to_stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        try:
            self._process.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def supervise(children: Sequence[Child]) -> None:
    """Keep the children alive until SIGINT or SIGTERM, then stop them. Call from the main thread."""
    stopping = threading.Event()
    stirred: queue.SimpleQueue[None] = queue.SimpleQueue()  # the only one that a signal may fill at any moment

    def stop(*_: object) -> None:
        stopping.set()
        stirred.put(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    signal.signal(signal.SIGCHLD, lambda *_: stirred.put(None))
    watch_parent(stop)
    while not stopping.is_set():
        for child in children:
            child.revive(stopping)
        with contextlib.suppress(queue.Empty):
            stirred.get(timeout=LOOK_EVERY)
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE
    for child in children:
        child.wait(deadline - time.monotonic())
