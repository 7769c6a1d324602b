"""What the operator can mend is said in one line, without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tandem.config.schema import BadSettings
from tandem.kit.built import NotBuilt
from tandem.kit.lock import LockedElsewhere
from tandem.kit.port import PortTaken
from tandem.kit.sql import WrongVersion
from tandem.ledger.reports.snapshot import NoLedger


@contextmanager
def said_plainly() -> Iterator[None]:
    try:
        yield
    except (BadSettings, NotBuilt, LockedElsewhere, PortTaken, WrongVersion) as problem:
        sys.exit(f"tandem: {problem}")
    except NoLedger:
        sys.exit("tandem: there are no books of this version yet: `tandem serve` makes them, or brings them up to it.")
