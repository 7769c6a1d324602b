"""Why an event came too late: whatever took most of the time that it had."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.ledger.lanes import PauseRow

_CAUSES = {
    "down": "the destination did not answer",
    "limit": "its allowance was used up",
    "token": "its token was not accepted",
    "permission": "it lacked a permission",
    "dataset": "its dataset was not found",
    "version": "its version of the API had ended",
    "fuse": "the fuse had blown",
}


def why_late(item: Due, lane: Lane) -> str:
    """The longest of the delays: before it reached us, before a consent came, while nothing could be sent."""
    event = item.event
    delays = [(event.received_at - event.event_time, f"it arrived {_long(event.received_at - event.event_time)} late")]
    if event.grants.at is not None and event.grants.at > event.received_at:
        waited = event.grants.at - event.received_at
        delays.append((waited, f"it waited {_long(waited)} for the visitor's consent"))
    pause = lane.ledger.lanes.longest_pause(lane.name, event.received_at, item.deadline)
    if pause is not None:
        delays.append((_within(pause, event.received_at, item.deadline), _told(pause)))
    longest, why = max(delays)
    waited = item.deadline - event.received_at
    if longest * 2 < waited and item.attempts:
        return f"{item.attempts} tries in {_long(waited)} came to nothing"
    return why if longest else f"it waited {_long(waited)} here"


def _within(pause: PauseRow, begin: datetime, end: datetime) -> timedelta:
    return min(pause.ended_at or end, end) - max(pause.begun_at, begin)


def _told(pause: PauseRow) -> str:
    until = "" if pause.ended_at is None else f" until {pause.ended_at:%Y-%m-%d %H:%M}"
    return f"{_CAUSES.get(pause.cause, pause.cause)} from {pause.begun_at:%Y-%m-%d %H:%M}{until} (UTC)"


def _long(span: timedelta) -> str:
    days, hours = span.days, span.seconds // 3600
    return f"{days} days" if days > 1 else f"{days * 24 + hours} hours"
