"""A peer's crash is the peer's failure: it costs the vector in question, and neither the others nor us."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tandem.conformance.answer import Broken, Dropped, Sent, Skipped
from tandem.conformance.peers import peers
from tandem.conformance.program import LIVES, Program
from tandem.conformance.vectors import Vector
from tests.stations.conformance.peers import program


def vector(text: str, **more: str) -> Vector:
    return Vector(id=f"zp-{text}", key="zp", input=text, normal=None, sha256=None, source="a test", **more)


VECTORS = [vector(text) for text in ("one", "two", "three", "four")]


def test_each_answer_belongs_to_its_question() -> None:
    """In the order in which they were asked, none twice, none left out."""
    echo = program("say(sent=asked['input'])")
    assert list(echo.answers(VECTORS)) == [Sent("one"), Sent("two"), Sent("three"), Sent("four")]


def test_the_customers_country_is_told_when_the_vector_has_one() -> None:
    """A postal code is read by it; without one the question holds no country."""
    echo = program("say(sent=asked.get('country'))")
    assert list(echo.answers([vector("94035", country="US"), vector("94035")])) == [Sent("US"), Dropped()]


def test_an_exception_and_a_dropped_value_are_not_the_same() -> None:
    """Dropping a value keeps the event; an exception costs it."""
    peer = program("say(sent=None) if asked['input'] == 'one' else say(raised='TypeError')")
    assert list(peer.answers(VECTORS[:2])) == [Dropped(), Broken("raised TypeError")]


def test_a_crash_costs_one_vector() -> None:
    """The program is started anew for the rest, and the exit code is told."""
    peer = program("os._exit(7) if asked['input'] == 'two' else say(sent=asked['input'])")
    assert list(peer.answers(VECTORS)) == [
        Sent("one"),
        Broken("it ended with exit code 7"),
        Sent("three"),
        Sent("four"),
    ]


def test_a_program_that_hangs_is_ended() -> None:
    """Silence is a failure of the vector that was asked, not a wait without end."""
    peer = program("asked['input'] == 'two' and sys.stdin.read(); say(sent=asked['input'])", patience=1.0)
    answers = list(peer.answers(VECTORS[:3]))
    assert answers == [Sent("one"), Broken("no answer within 1 s"), Sent("three")]


def test_a_program_that_always_dies_is_given_up() -> None:
    """It has a handful of lives; every vector still gets its answer."""
    vectors = VECTORS * 3
    answers = list(program("os._exit(1)").answers(vectors))
    assert len(answers) == len(vectors)
    assert answers[LIVES:] == [Broken(f"it died {LIVES} times before")] * (len(vectors) - LIVES)


def test_a_question_that_does_not_concern_it_is_skipped_and_never_passed() -> None:
    """A peer that takes no default region is not asked to read a number by one."""
    phone = Vector(id="ph-1", key="ph", input="650", region="US", normal=None, sha256=None, source="a test")
    assert list(program("say(sent='1')").answers([phone])) == [Skipped("it takes no default region")]


def test_a_package_that_is_not_installed_says_how_to_install_it(bare_python: str) -> None:
    """An interpreter without it is a reason to skip, and no failure."""
    sdk, builder, *_ = peers(bare_python, None)
    assert sdk.about().missing == "not installed: pip install facebook_business"
    assert builder.about().missing == "not installed: pip install capi-param-builder-python"


def test_an_interpreter_that_is_not_there_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    """`--python` may name anything."""
    assert "cannot be started" in str(Program("peer", [str(tmp_path / "python")]).about().missing)


@pytest.mark.parametrize("line", ["", "no JSON", "[1, 2]"])
def test_a_program_that_does_not_introduce_itself_is_not_asked(line: str) -> None:
    """Whatever it writes instead, the scoreboard says that it cannot be started."""
    peer = Program("peer", [sys.executable, "-I", "-c", f"print({line!r})"])
    assert "cannot be started" in str(peer.about().missing)
