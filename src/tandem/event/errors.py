"""Failures, named for what the caller must do next."""

from __future__ import annotations

import msgspec

from tandem.event.outcome import Reason


class Refusal(msgspec.Struct, frozen=True):
    """Why something was not taken: which field, what is wrong with it, how to mend it. Never holds the value."""

    reason: Reason
    field: str
    problem: str
    cure: str


class TandemError(Exception):
    """The root of everything Tandem raises on purpose."""


class Refused(TandemError):
    """The sender must mend the event; sending the same again will fail again."""

    def __init__(self, reason: Reason, field: str, problem: str, cure: str) -> None:
        self.refusal = Refusal(reason, field, problem, cure)
        super().__init__(f"{field}: {problem}. {cure}")


class NotDurable(TandemError):
    """The journal could not promise to remember the event: the disk is full or failing. Send it again later."""


class NotNow(TandemError):
    """It cannot be said yet whether the message may be taken. Send the same again later. Holds no value of it."""
