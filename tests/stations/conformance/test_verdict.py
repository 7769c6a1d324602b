"""What counts as passed, and how the ways of failing are told apart."""

from __future__ import annotations

import pytest

from tandem.conformance.answer import Answer, Broken, Dropped, Sent, Skipped
from tandem.conformance.vectors import Vector
from tandem.conformance.verdict import Verdict, judge

JOHN = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""SHA-256 of john_smith@gmail.com, as Meta prints it."""

MARY = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"
GOOD = Vector(id="em-1", key="em", input="John_Smith@gmail.com", normal="x", sha256=JOHN, source="Meta")
UNFIT = Vector(id="em-2", key="em", input="null", normal=None, sha256=None, source="Meta")


@pytest.mark.parametrize(
    ("vector", "answer", "verdict"),
    [
        (GOOD, Sent(JOHN), Verdict.PASSED),
        (GOOD, Sent(f"{JOHN}.AQQCAQMC"), Verdict.PASSED),
        (GOOD, Sent(JOHN.upper()), Verdict.WRONG),
        (GOOD, Sent(MARY), Verdict.WRONG),
        (GOOD, Sent("john_smith@gmail.com"), Verdict.CLEAR),
        (GOOD, Dropped(), Verdict.MISSING),
        (GOOD, Broken("raised TypeError"), Verdict.BROKEN),
        (UNFIT, Dropped(), Verdict.PASSED),
        (UNFIT, Sent(MARY), Verdict.UNFIT),
        (UNFIT, Broken("raised TypeError"), Verdict.BROKEN),
        (UNFIT, Skipped("it takes no e-mail"), Verdict.SKIPPED),
    ],
)
def test_each_answer_gets_the_verdict_it_deserves(vector: Vector, answer: Answer, verdict: Verdict) -> None:
    """A value is right to the last digit or wrong; a value that must not be sent has to be dropped alone."""
    assert judge(vector, answer) is verdict
