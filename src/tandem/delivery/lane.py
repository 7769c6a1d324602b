"""One destination, and what it takes to serve it."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tandem.config.schema import Consent
from tandem.destinations.contract import Destination
from tandem.kit import backoff
from tandem.kit.clock import Clock
from tandem.ledger.sqlite import SqliteLedger

LEASE = timedelta(minutes=10)
"""For how long a claim keeps others away. Far longer than a batch takes: it only ends when its holder is dead."""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    destination: Destination
    ledger: SqliteLedger
    consent: Consent
    clock: Clock
    roll: backoff.Roll
    owner: str = "the only one"
    """Under which name it claims rows: another for each process that serves lanes of one ledger."""
