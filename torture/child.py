"""
One process of the gateway as it is, on a clock that can be stepped: python -m torture.child VERB --config FILE.

The clock is an argument of each process; the gateway hands in the system's, this hands in another. So nothing of the
gateway knows that it is tortured.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from tandem.cli.processes import run_process

CLOCK = "TORTURE_CLOCK"
"""The variable that names the clock's file."""


def _acceptor() -> Callable[..., Awaitable[None]]:
    from tandem.app import acceptor

    return acceptor.run


def _worker() -> Callable[..., Awaitable[None]]:
    from tandem.app import worker

    return worker.run


RUNS: Mapping[str, Callable[[], Callable[..., Awaitable[None]]]] = {"acceptor": _acceptor, "worker": _worker}


def main(verb: str, config: Path) -> None:
    from torture.clock import SteppedClock

    clock = SteppedClock(Path(os.environ[CLOCK]))
    run_process(verb, config, partial(RUNS[verb](), clock=clock))


if __name__ == "__main__":
    import sys

    main(sys.argv[1], Path(sys.argv[3]))
