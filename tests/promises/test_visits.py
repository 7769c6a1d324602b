"""What is remembered of browsers: found by any link, one row each, gone when it must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tandem.event.entry import ConsentChanged
from tandem.event.model import Grants
from tandem.event.person import Person
from tandem.identity.memory import Visit, refusal, visit_of
from tandem.ledger.sqlite import SqliteLedger
from tandem.ledger.visits import Visits
from tests.support.clock import NOON
from tests.support.events import ADA, FBC, FBP, tag_event

DAY = timedelta(days=1)
VISIT = visit_of(tag_event())
NO = ConsentChanged(site="shop", visitor="v1", grants=Grants("denied", "manual", NOON + DAY), received_at=NOON + DAY)


@pytest.fixture
def visits(tmp_path: Path) -> Iterator[Visits]:
    ledger = SqliteLedger(tmp_path / "ledger.db")
    yield ledger.visits
    ledger.close()


def test_a_visit_is_found_by_each_of_its_links_and_only_on_its_site(visits: Visits) -> None:
    visits.remember("shop", "v1", VISIT, ["order:1", "em:2"])
    assert visits.find("shop", ["nobody:0", "em:2"]) == VISIT == visits.find("shop", ["order:1"])
    assert visits.find("other", ["order:1"]) is None


def test_what_a_browser_showed_before_stays_known(visits: Visits) -> None:
    """The click of the landing page, when the checkout comes without it."""
    landed = replace(VISIT, person=Person(fbp=FBP, fbc=FBC))
    paid = replace(VISIT, person=ADA, seen_at=NOON + DAY)
    visits.remember("shop", "v1", landed, ["cart:1"])
    visits.remember("shop", "v1", paid, ["order:1"])
    found = visits.find("shop", ["cart:1"])
    assert found == visits.find("shop", ["order:1"])
    assert found == replace(paid, person=replace(ADA, fbc=FBC))


def test_a_link_leads_to_the_browser_that_named_it_last(visits: Visits) -> None:
    """A customer with a telephone and a desk."""
    desk = replace(VISIT, person=Person(fbp="fb.1.1763812800000.2"))
    visits.remember("shop", "phone", VISIT, ["em:1"])
    visits.remember("shop", "desk", desk, ["em:1"])
    assert visits.find("shop", ["em:1"]) == desk


def test_of_a_visitor_who_takes_the_consent_back_only_the_refusal_stays(visits: Visits) -> None:
    """Where their orders lead, and not where their e-mail address does."""
    visits.remember("shop", "v1", VISIT, ["order:1", "cart:1", "em:1", "external_id:1"])
    visits.remember("shop", "v2", VISIT, ["order:2"])
    no = refusal(NO)
    visits.refuse("shop", "v1", no)
    assert no == Visit(seen_at=NOON + DAY, person=Person(), grants=Grants("denied", "withdrawn", NOON + DAY))
    assert visits.find("shop", ["order:1"]) == no == visits.find("shop", ["cart:1"])
    assert visits.find("shop", ["em:1"]) is None is visits.find("shop", ["external_id:1"])
    assert visits.find("shop", ["order:2"]) == VISIT


def test_a_visitor_who_says_yes_again_is_remembered_anew(visits: Visits) -> None:
    visits.remember("shop", "v1", VISIT, ["order:1"])
    visits.refuse("shop", "v1", refusal(NO))
    again = replace(VISIT, seen_at=NOON + 2 * DAY, grants=Grants("granted", "manual", NOON + 2 * DAY))
    visits.remember("shop", "v1", again, ["order:2"])
    assert visits.find("shop", ["order:2"]) == again


def test_a_visit_not_seen_for_long_is_swept_and_a_seen_one_stays(visits: Visits) -> None:
    visits.remember("shop", "old", VISIT, ["order:1"])
    seen_again: Visit = replace(VISIT, seen_at=NOON + 2 * DAY)
    visits.remember("shop", "new", seen_again, ["order:2"])
    assert visits.sweep("shop", NOON + DAY) == 1
    assert visits.sweep("other", NOON + 9 * DAY) == 0
    assert (visits.find("shop", ["order:1"]), visits.find("shop", ["order:2"])) == (None, seen_again)


def test_an_address_is_kept_no_longer_than_it_is_of_use(visits: Visits) -> None:
    """Who it was stays known; where they were on that day does not."""
    visits.remember("shop", "v1", VISIT, ["order:1"])
    assert visits.erase_addresses(NOON) == 0
    assert (visits.erase_addresses(NOON + DAY), visits.erase_addresses(NOON + DAY)) == (1, 0)
    assert visits.find("shop", ["order:1"]) == replace(VISIT, client_ip_address=None, client_user_agent=None)
