"""
A circuit breaker: a destination that cannot take anything is left alone, and asked again with a single event.

    closed ──failures in a row, a wish for a pause, something to mend, a blown fuse──▶ open
    open ──its time is over──▶ half open: one event is tried ──it went well──▶ closed
                                                             ──it did not────▶ open, for longer
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from tandem.destinations.contract import Hold, Later, Never, Usage, Verdict
from tandem.kit import backoff

Cause = Literal["down", "limit", "token", "permission", "dataset", "version", "fuse"]
"""Why nothing is sent: it is down or busy, our allowance is used up, something must be mended, the fuse has blown."""

State = Literal["closed", "open", "half_open"]

MENDING = timedelta(minutes=1)
"""How often a destination is asked again while something must be mended: mended, it resumes by itself."""

SPENT = 100
"""Per cent of the allowance."""


class Pause(msgspec.Struct, frozen=True):
    """Why the breaker is open, and when one event is tried again."""

    cause: Cause
    detail: str
    begun_at: datetime
    retry_at: datetime
    tries: int = 1
    """How often it was tried or failed so far: the next wait grows with it."""


class Breaker:
    """Time and chance are arguments. `pause` is what a worker before this one left behind: tried at once."""

    def __init__(self, failures: int, roll: backoff.Roll, pause: Pause | None = None) -> None:
        self._most = failures
        self._roll = roll
        self._failures = 0
        self._probing = False
        self.pause = pause

    @property
    def state(self) -> State:
        if self.pause is None:
            return "closed"
        return "half_open" if self._probing else "open"

    @property
    def is_fuse(self) -> bool:
        """Whether it is open because the fuse has blown."""
        return self.pause is not None and self.pause.cause == "fuse"

    def allows(self, now: datetime, batch: int) -> int:
        """How many events may be sent now: a batch, none, or one to try it with."""
        if self.pause is None:
            return batch
        # A wait cannot be longer than the longest there is, unless the clock was put back.
        waits = now < self.pause.retry_at <= now + backoff.CEILING * 5
        return 0 if waits or self._probing else 1

    def try_one(self) -> None:
        """One event is on its way, and nothing else until it is answered."""
        self._probing = self.pause is not None

    def end_try(self) -> None:
        """It has come back, answered or not."""
        self._probing = False

    def heard(self, verdict: Verdict, usage: Usage, now: datetime) -> None:
        """An answer. While open, only the one event that is tried decides; and whatever has to be mended."""
        was_tried, self._probing = self._probing, False
        match verdict:
            case Hold(detail=detail, mend=mend):
                self._open(mend, detail, MENDING, now)
            case Later():
                self._failures += 1
                if self.pause is None or was_tried:
                    self._failed(verdict, usage, now)
            case _:
                self._failures = 0
                if self.pause is None or was_tried:
                    self._answered(isinstance(verdict, Never), usage, now)

    def blow(self, refusals: int, now: datetime) -> None:
        """The fuse has blown."""
        self._open("fuse", f"{refusals} different events were refused in a row", MENDING, now)

    def close(self) -> None:
        """By hand: whatever it was open for, a whole batch is tried."""
        self.pause, self._failures, self._probing = None, 0, False

    def _answered(self, refused: bool, usage: Usage, now: datetime) -> None:
        if refused and self.pause is not None and self.is_fuse:
            self._open("fuse", self.pause.detail, MENDING, now)
            return
        self.pause = None
        if usage.percent >= SPENT or usage.regain:
            wait = usage.regain or backoff.wait(1, self._roll)
            self._open("limit", f"{usage.percent} % of the allowance is used", wait, now)

    def _failed(self, verdict: Later, usage: Usage, now: datetime) -> None:
        wish = max(verdict.after or timedelta(), usage.regain or timedelta())
        tries = self.pause.tries + 1 if self.pause else self._failures
        if not (self.pause or wish or verdict.cause == "limit" or self._failures >= self._most):
            return
        detail = (
            "it asks us to wait" if wish else "our allowance is used up" if verdict.cause == "limit" else "no answer"
        )
        self._open(
            "fuse" if self.is_fuse else verdict.cause, detail, max(wish, backoff.wait(tries, self._roll)), now, tries
        )

    def _open(self, cause: Cause, detail: str, wait: timedelta, now: datetime, tries: int = 1) -> None:
        same = self.pause is not None and self.pause.cause == cause
        begun = self.pause.begun_at if self.pause and same else now
        self.pause = Pause(cause, detail, begun, now + wait, tries)
