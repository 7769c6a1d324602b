"""Why an event came too late: whatever took most of the time that it had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tandem.delivery.due import Due
from tandem.delivery.lane import Lane
from tandem.event.model import Event
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
    """The longest of the delays: before it reached us, before a consent came, while nothing could be sent, or else."""
    event = item.event
    before, here = event.received_at - event.event_time, item.deadline - event.received_at
    known = [(timedelta(), ""), *_for_consent(event), *_for_pause(item, lane)]
    rest = here - max(known)[0]
    return max([*known, (rest, _untold(item, here)), (before, f"it arrived {_long(before)} late")])[1]


def _for_consent(event: Event) -> Iterator[tuple[timedelta, str]]:
    if event.grants.at is not None and event.grants.at > event.received_at:
        waited = event.grants.at - event.received_at
        yield waited, f"it waited {_long(waited)} for the visitor's consent"


def _for_pause(item: Due, lane: Lane) -> Iterator[tuple[timedelta, str]]:
    pause = lane.ledger.lanes.longest_pause(lane.name, item.event.received_at, item.deadline)
    if pause is not None:
        yield _within(pause, item.event.received_at, item.deadline), _told(pause)


def _untold(item: Due, here: timedelta) -> str:
    """What no pause explains."""
    if item.attempts:
        tries = "one try" if item.attempts == 1 else f"{item.attempts} tries"
        return f"{tries} in {_long(here)} came to nothing"
    return f"it waited {_long(here)} here without a try: the gateway was off, or behind"


def _within(pause: PauseRow, begin: datetime, end: datetime) -> timedelta:
    return min(pause.ended_at or end, end) - max(pause.begun_at, begin)


def _told(pause: PauseRow) -> str:
    until = "" if pause.ended_at is None else f" until {pause.ended_at:%Y-%m-%d %H:%M}"
    return f"{_CAUSES.get(pause.cause, pause.cause)} from {pause.begun_at:%Y-%m-%d %H:%M}{until} (UTC)"


def _long(span: timedelta) -> str:
    days, hours = span.days, span.seconds // 3600
    return f"{days} days" if days > 1 else f"{days * 24 + hours} hours"
