"""
Meta, played by the emulator, with a memory that outlives it: python -m torture.meta PORT FOLDER CLOCK.

What a request brought is written into a file of this process before it is answered, and again that it was answered. A
file may end in half a line, when the process was killed while it wrote: then nobody was answered. A write that has
returned survives the process; only processes die here, no machine, so nothing is synced.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import count, takewhile
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tandem.emulator.app import make_app
from tandem.emulator.meta import META
from tandem.emulator.mishap import CUT
from torture.clock import SteppedClock


class Diary:
    """What came, and what was answered."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / f"{os.getpid()}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._numbers = count(1)
        self._last = 0

    def arrive(self, app: web.Application, since: float) -> int | None:
        """The events that the request at hand has just brought; None when it brought none."""
        events = app[META].memory.events
        fresh = list(takewhile(lambda event: event.number > self._last, reversed(events)))
        if not fresh:
            return None
        self._last = fresh[0].number
        number = next(self._numbers)
        names = [(event.event_name, event.event_id) for event in reversed(fresh)]
        self._write({"request": number, "since": since, "at": time.monotonic(), "events": names})
        return number

    def answered(self, number: int) -> None:
        self._write({"request": number, "answered": time.monotonic()})

    def _write(self, line: object) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")


def write_down(diary: Diary) -> Middleware:
    """Innermost of the middlewares: nothing happens between the memory of a request and its line in the diary."""

    @web.middleware
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        since = time.monotonic()
        response = await handler(request)
        number = diary.arrive(request.app, since)
        if number is not None and CUT not in request:
            await response.prepare(request)
            await response.write_eof()
            if request.transport is not None and not request.transport.is_closing():
                diary.answered(number)
        return response

    return around


def main(port: int, folder: Path, clock: SteppedClock) -> None:
    app = make_app(clock=lambda: time.time() + clock.lagging, keep=20_000)
    app.middlewares.append(write_down(Diary(folder)))
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, shutdown_timeout=0.1)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), SteppedClock(Path(sys.argv[3])))
