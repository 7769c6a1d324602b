"""The last questions before the sending: may it go, with the consent known now, and would the destination take it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.consent.rules import Hold as Unanswered
from tandem.consent.rules import Withhold, at_release
from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.delivery.lateness import why_late
from tandem.delivery.omit import sendable
from tandem.event.outcome import Reason
from tandem.kit.signals import note
from tandem.ledger.outbox import Refusal

Ruling = datetime | Refusal | None
"""Look again then; it goes no further; it may go."""


def release(due: Sequence[Due], lane: Lane) -> list[Due]:
    """Those that may go now. The others get their fate, or a later hour, at once."""
    now = lane.clock()
    ruled = [(item, _rule(item, lane, now)) for item in due]
    refused = [ruling for _, ruling in ruled if isinstance(ruling, tuple)]
    unanswered: dict[datetime, list[int]] = {}
    for item, ruling in ruled:
        if isinstance(ruling, datetime):
            unanswered.setdefault(ruling, []).append(item.conversion)
    if refused or unanswered:
        with lane.ledger.turn():
            lane.ledger.outbox.refuse(lane.name, refused, now)
            for until, conversions in unanswered.items():
                lane.ledger.outbox.postpone(lane.name, conversions, until)
    return [item for item, ruling in ruled if ruling is None]


def _rule(item: Due, lane: Lane, now: datetime) -> Ruling:
    try:
        return _ask(item, lane, now)
    except Exception as fault:  # noqa: BLE001 - noted with its traceback
        kind = type(fault).__name__
        note("delivery.fault", destination=lane.name, events=1, kind=kind, fault=fault)
        return item.conversion, Reason.OUR_FAULT, f"a fault in Tandem: {kind}"


def _ask(item: Due, lane: Lane, now: datetime) -> Ruling:
    ruling = at_release(item.event, item.withdrawn_at, lane.consent, now)
    if isinstance(ruling, Withhold):
        return item.conversion, ruling.reason, item.event.grants.signal
    if isinstance(ruling, Unanswered):
        return ruling.until
    if item.event.event_time > now:
        # Our clock was put back since it came: no event is later than its arrival. Meta refuses the future.
        return item.event.event_time
    objection = lane.destination.objection(sendable(item), now)
    if objection is None:
        return None
    detail = objection.detail
    if objection.reason is Reason.TOO_LATE:
        detail = f"{detail}: {why_late(item, lane)}"
    return item.conversion, objection.reason, detail
