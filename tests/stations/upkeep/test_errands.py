"""Errands: asked in one process, done in another, and nothing of what they asked for left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tandem.ledger.reports.dead import Chosen
from tandem.sources.contract import PrivacyRequest
from tandem.upkeep.errands import Errands, Replay
from tandem.upkeep.privacy import asked
from tandem.upkeep.progress import Progress
from tandem.upkeep.recipe import Recipe
from tests.support.clock import NOON
from tests.support.events import site

ERRAND = Replay(chosen=Chosen(event_id="order_1001"), recipe=Recipe(), asked_by="the operator")


@pytest.fixture
def errands(tmp_path: Path) -> Iterator[Errands]:
    with closing(Errands(tmp_path / "errands.db")) as opened:
        yield opened


def test_what_is_asked_reaches_its_doer_and_the_answer_whoever_asked(errands: Errands, tmp_path: Path) -> None:
    """Across two connections, as across two processes."""
    with closing(Errands(tmp_path / "errands.db")) as doer:
        number = errands.ask("worker", ERRAND, NOON)
        assert doer.next("acceptor") is None
        assert doer.next("worker") == (number, ERRAND)
        doer.tell(number, Progress(1, 2))
        standing = errands.look(number)
        assert standing is not None
        assert (standing.state, standing.progress) == ("asked", Progress(1, 2))
        doer.finish(number, {"goes": 2})
        assert doer.next("worker") is None
    standing = errands.look(number)
    assert standing is not None
    assert (standing.state, standing.answer) == ("done", b'{"goes":2}')


def test_an_errand_that_a_crash_interrupted_is_taken_up_again(errands: Errands) -> None:
    number = errands.ask("worker", ERRAND, NOON)
    errands.tell(number, Progress(1, 2))
    assert errands.next("worker") == (number, ERRAND)


def test_of_an_errand_that_is_done_no_file_holds_what_it_asked_for(errands: Errands, tmp_path: Path) -> None:
    """It may name a person."""
    number = errands.ask("worker", ERRAND, NOON)
    errands.finish(number, {})
    assert b"order_1001" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_wish_that_names_nobody_is_noted_and_not_said_to_be_done(errands: Errands) -> None:
    """A CRM may name a number that no event carries: an erasure of nothing would be reported as one."""
    told = PrivacyRequest(wish="erase", number="77", received_at=NOON)
    errands.see_to(asked(told, "crm", site()), NOON)
    assert errands.next("worker") is not None
    assert errands.next("acceptor") is None
    errands.see_to(asked(replace(told, identifiers={"external_id": "hubspot-77"}), "crm", site()), NOON)
    assert errands.next("acceptor") is not None


def test_whoever_no_longer_waits_can_withdraw_what_nobody_has_begun(errands: Errands) -> None:
    first, second = errands.ask("worker", ERRAND, NOON), errands.ask("worker", ERRAND, NOON)
    errands.tell(second, Progress(1, 2))
    errands.withdraw(first)
    errands.withdraw(second)
    assert errands.next("worker") == (second, ERRAND)


def test_answers_are_forgotten_after_a_day(errands: Errands) -> None:
    number = errands.ask("worker", ERRAND, NOON)
    errands.finish(number, {})
    errands.ask("worker", ERRAND, NOON + timedelta(hours=23))
    assert errands.look(number) is not None
    errands.ask("worker", ERRAND, NOON + timedelta(hours=25))
    assert errands.look(number) is None
