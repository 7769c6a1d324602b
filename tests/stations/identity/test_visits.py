"""What a reference promises: one browser, once, for a while; and then nothing of it is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.event.click import Click
from tandem.event.visit import Carried
from tandem.identity.visits import GRACE, Visits
from tandem.kit.secret import fingerprint
from tests.support.clock import NOON
from tests.support.events import FBC, FBP, GRANTED

REFERENCE = "Zm9yIGEgdGVzdCBvbmx5IQ"
OTHER_BROWSER = "fb.1.1763812800000.42"
VISIT = Carried(fbp=FBP, fbc=FBC, clicks={"gclid": Click("Cj0", NOON)}, grants=GRANTED)
LATER = NOON + timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def visits(tmp_path: Path) -> Iterator[Visits]:
    visits = Visits(tmp_path / "visits.db")
    visits.keep(REFERENCE, "shop", VISIT, LATER)
    yield visits
    visits.close()


def test_a_visit_is_answered_as_it_was_told(visits: Visits) -> None:
    assert visits.redeem(REFERENCE, OTHER_BROWSER, NOON) == VISIT


def test_a_reference_that_was_used_is_no_good_to_another_browser(visits: Visits) -> None:
    visits.redeem(REFERENCE, OTHER_BROWSER, NOON)
    assert visits.redeem(REFERENCE, "fb.1.1763812800000.43", NOON) is None


def test_the_browser_that_used_it_may_ask_again_for_a_minute(visits: Visits) -> None:
    """Its first event and its cookies come by two requests; an answer may be lost."""
    visits.redeem(REFERENCE, OTHER_BROWSER, NOON)
    assert visits.redeem(REFERENCE, OTHER_BROWSER, NOON + GRACE - SECOND) == VISIT
    assert visits.redeem(REFERENCE, OTHER_BROWSER, NOON + GRACE) is None


def test_a_reference_expires(visits: Visits) -> None:
    assert visits.redeem(REFERENCE, OTHER_BROWSER, LATER) is None
    assert visits.origin_of(REFERENCE, LATER) is None


def test_using_it_late_does_not_prolong_it(visits: Visits) -> None:
    visits.redeem(REFERENCE, OTHER_BROWSER, LATER - SECOND)
    assert visits.redeem(REFERENCE, OTHER_BROWSER, LATER) is None


@pytest.mark.parametrize("forged", ["", REFERENCE[:-1], REFERENCE.lower(), fingerprint(REFERENCE)])
def test_a_forged_reference_is_nobodys(visits: Visits, forged: str) -> None:
    """Not even what stands in the file is one."""
    assert visits.redeem(forged, OTHER_BROWSER, NOON) is None


def test_the_first_word_on_a_reference_stands(visits: Visits) -> None:
    """Who overhears one cannot put a visit of theirs under it."""
    visits.keep(REFERENCE, "shop", Carried(fbp=OTHER_BROWSER), LATER)
    assert visits.redeem(REFERENCE, OTHER_BROWSER, NOON) == VISIT


def test_a_withdrawal_ends_every_reference_of_the_visitor(visits: Visits) -> None:
    visits.keep("another-reference-of-hers", "shop", VISIT, LATER)
    visits.forget(fingerprint(FBP))
    assert visits.redeem(REFERENCE, OTHER_BROWSER, NOON) is None
    assert visits.redeem("another-reference-of-hers", OTHER_BROWSER, NOON) is None


def test_a_backend_finds_the_visits_of_its_own_site_only(visits: Visits) -> None:
    assert visits.look(REFERENCE, "shop", NOON) == VISIT
    assert visits.look(REFERENCE, "bikes", NOON) is None


def test_what_has_expired_leaves_no_byte_behind(visits: Visits, tmp_path: Path) -> None:
    """Neither in the file nor in its write-ahead log; the reference itself never stood there."""
    visits.keep("another-reference-of-hers", "shop", Carried(fbp=OTHER_BROWSER), LATER + SECOND)
    assert FBC.encode() in on_disk(tmp_path)
    assert REFERENCE.encode() not in on_disk(tmp_path)
    visits.sweep(LATER)
    assert FBC.encode() not in on_disk(tmp_path)
    assert visits.redeem("another-reference-of-hers", "fb.1.1763812800000.43", LATER) is not None


def test_references_outlive_a_restart(visits: Visits, tmp_path: Path) -> None:
    visits.close()
    again = Visits(tmp_path / "visits.db")
    assert again.redeem(REFERENCE, OTHER_BROWSER, NOON) == VISIT
    again.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
