"""What the operator can mend is said in one line, without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def said_plainly() -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        if plain := _plainly(problem):
            sys.exit(f"tandem: {plain}")
        raise


def _plainly(problem: Exception) -> str:
    """Empty for what no operator can mend. Its imports are half of what a start costs: only what went wrong pays."""
    from tandem.config.schema import BadSettings
    from tandem.kit.built import NotBuilt
    from tandem.kit.lock import LockedElsewhere
    from tandem.kit.port import PortTaken
    from tandem.kit.sql import WrongVersion
    from tandem.ledger.reports.snapshot import NoLedger

    if isinstance(problem, NoLedger):
        return "there are no books of this version yet: `tandem serve` makes them, or brings them up to it."
    mendable = isinstance(problem, BadSettings | NotBuilt | LockedElsewhere | PortTaken | WrongVersion)
    return str(problem) if mendable else ""
