"""The score is complete, and each failure can be understood and seen again."""

from __future__ import annotations

import io
import re

from rich.console import Console

from tandem.conformance.ours import Ours
from tandem.conformance.printed import show
from tandem.conformance.program import Program
from tandem.conformance.scoreboard import Failure, Standing, ask
from tandem.conformance.vectors import Vector, vectors
from tandem.conformance.verdict import Verdict
from tests.stations.conformance.peers import program

ALL = vectors()
MARY = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"
"""SHA-256 of mary, as Meta prints it."""

JOHN = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""SHA-256 of john_smith@gmail.com, as Meta prints it."""

NAME = Vector(id="fn-00001", key="fn", input="Mary", normal="mary", sha256=MARY, source="Meta, worked example")
NOBODY = Vector(id="fn-00002", key="fn", input="null", normal=None, sha256=None, source="a report")


def asked(peer: Program, *given: Vector) -> Standing:
    return ask(peer, given, reproduce=lambda name, vector: f"again {name} {vector}")


def test_tandem_passes_every_vector() -> None:
    """All of them: none is skipped for us."""
    standing = ask(Ours(), ALL, reproduce=lambda name, vector: "")
    assert standing.failures == ()
    assert standing.passed == len(ALL) >= 400
    assert standing.sound


def test_every_vector_is_counted_once() -> None:
    """Passed, failed and skipped add up, in all and for each key."""
    standing = asked(program("say(sent=None)"), *ALL)
    assert standing.passed + standing.failed + standing.skipped == len(ALL)
    assert sum(tally.failed for tally in standing.keys.values()) == standing.failed == len(standing.failures)
    assert sum(standing.verdicts.values()) == len(ALL)
    assert standing.passed == sum(
        1 for vector in ALL if vector.sha256 is None and not vector.region and not vector.key.startswith(("em_", "ph_"))
    )


def test_a_failure_tells_all_that_a_bug_report_needs() -> None:
    """What was asked, what is documented and where, what came, and the command that shows it again."""
    (failure,) = asked(program(f"say(sent='{JOHN}')"), NAME).failures
    assert failure == Failure(
        vector="fn-00001",
        key="fn",
        input="Mary",
        region=None,
        country=None,
        normal="mary",
        sha256=MARY,
        got=JOHN,
        verdict=Verdict.WRONG,
        source="Meta, worked example",
        reproduce="again peer fn-00001",
    )


def test_the_version_that_answered_is_on_the_board() -> None:
    """A score without a version says nothing a year later."""
    assert asked(program(f"say(sent='{MARY}')"), NAME).version == "7.1"


def test_who_is_not_there_is_skipped_and_never_passed() -> None:
    """Not installed is no success, and no failure either."""
    absent = asked(Program("absent", ["/nowhere/at/all"]), NAME, NOBODY)
    assert (absent.passed, absent.failed, absent.skipped) == (0, 0, 2)
    assert not absent.sound


def printed(*standings: Standing, examples: int = 3) -> str:
    paper = io.StringIO()
    show(Console(width=80, file=paper), standings, [NAME, NOBODY], examples=examples)
    return paper.getvalue()


def test_the_board_fits_a_terminal_and_says_how_each_failed() -> None:
    """Eighty columns; how many passed of those asked; an example in full."""
    peer = asked(program("say(raised='TypeError')"), NAME, NOBODY)
    text = printed(asked(program(f"say(sent='{MARY}')"), NAME, NOBODY), peer)
    table = text.split("not asked")[0]
    assert max(len(line) for line in table.splitlines()) <= 80
    assert re.search(r"all +│ +1 / 2 │ +0 / 2 ", text)
    assert re.search(r"the event is lost +│ +│ +2 ", text)
    assert "(raised TypeError)" in text
    assert "again peer fn-00001" in text


def test_few_examples_show_different_failures() -> None:
    """Two examples are of two kinds when there are two kinds."""
    rude = program(f"say(sent='{JOHN}')")
    text = printed(asked(rude, NAME, NAME, NAME, NOBODY), examples=2)
    assert "another hash than documented" in text.split("not asked")[1]
    assert "sent, though it must not be" in text.split("not asked")[1]
    assert "2 more" in text
