"""Passed, or in which way not."""

from __future__ import annotations

import re
from enum import StrEnum

from tandem.conformance.answer import Answer, Broken, Dropped, Sent, Skipped
from tandem.conformance.vectors import Vector


class Verdict(StrEnum):
    """The ways are told apart because they cost differently: a wrong hash matches nobody, a broken event is gone."""

    PASSED = "passed"
    WRONG = "wrong"
    """A hash, but not the one its source documents."""
    UNFIT = "unfit"
    """Something is sent although the value identifies nobody, or cannot be read without a guess."""
    MISSING = "missing"
    """Nothing is sent although the value is good."""
    CLEAR = "clear"
    """The value is sent readable."""
    BROKEN = "broken"
    """No event is left: an exception, a crash, a refused batch, silence."""
    SKIPPED = "skipped"


FAILURES = (Verdict.WRONG, Verdict.UNFIT, Verdict.MISSING, Verdict.CLEAR, Verdict.BROKEN)

DIGITS = 64
_HASH = re.compile(r"[0-9a-fA-F]{64}(?:\.[0-9A-Za-z_-]{2}|\.[0-9A-Za-z_-]{8})?")
"""A digest, and the mark that Meta's parameter builder may put behind it: it says who hashed, and is not compared."""


def judge(vector: Vector, answer: Answer) -> Verdict:
    """A value must be documented to the last digit; a value that must not be sent has to be dropped alone."""
    match answer:
        case Skipped():
            return Verdict.SKIPPED
        case Broken():
            return Verdict.BROKEN
        case Dropped():
            return Verdict.PASSED if vector.sha256 is None else Verdict.MISSING
        case Sent(value):
            return _sent(value, vector.sha256)


def _sent(value: str, expected: str | None) -> Verdict:
    if expected is None:
        return Verdict.UNFIT
    if not _HASH.fullmatch(value):
        return Verdict.CLEAR
    return Verdict.PASSED if value[:DIGITS] == expected[:DIGITS] else Verdict.WRONG
