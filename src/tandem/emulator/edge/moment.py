"""Is its time right: not too old for its channel, and not in the future (milliseconds are far in the future)?"""

from __future__ import annotations

from tandem.emulator.received import Payload, Refused
from tandem.emulator.rules import Limits

DAY = 86_400


def check_moment(event: Payload, now: float, limits: Limits) -> None:
    """Judge `event_time`, Unix seconds, against the moment of receipt. Raises `Refused`."""
    age = now - int(event["event_time"])
    oldest = limits.max_age_seconds_by_action_source.get(event["action_source"], limits.max_age_seconds)
    if age > oldest:
        raise Refused("time_too_old", days=str(oldest // DAY))
    if -age > limits.future_tolerance_seconds:
        raise Refused("time_in_future")
