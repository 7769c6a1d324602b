"""One round: look, write down what needs a person, tell of what is new and of what is over."""

from __future__ import annotations

from tandem.alerts.findings import Seen, findings
from tandem.alerts.tell import Ears, message, tell
from tandem.config.alerts import Alerts
from tandem.kit.signals import note
from tandem.ledger.sqlite import SqliteLedger


async def watch(seen: Seen, settings: Alerts, ledger: SqliteLedger, ears: Ears) -> None:
    """It is noted as told after it was: a crash between tells somebody twice, never nobody."""
    found = findings(seen, settings)
    with ledger.turn():
        ledger.alerts.enter(((each.kind, each.subject, each.text) for each in found), seen.now)
    for row in ledger.alerts.untold():
        if await tell(message(row, seen.now), ears):
            note(
                "alert.cleared" if row.cleared_at else "alert.begun", kind=row.kind, subject=row.subject, text=row.text
            )
            with ledger.turn():
                ledger.alerts.note_told(row)
