"""The dashboard's page of orders: what a source told against what became of it, at a cost that is bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tandem.event.entry import OrderTold
from tandem.kit.sql import connect
from tandem.web.view import View
from tests.support.books_to_read import open_books
from tests.support.clock import NOON, StandingClock
from tests.support.dashboard import RunningDashboard, running_dashboard
from tests.support.events import ADA, DESTINATION, GRANTED, site
from tests.support.orders import TILL, TOTALS, fact

ANSWER = "/api/orders/shop/Purchase"
TOLD = {"totals": TOTALS, "grants": GRANTED, "person": ADA}


@pytest.fixture
def shop(view: View) -> View:
    """A shop whose till is the truth of a Purchase."""
    return replace(view, sites={"shop": site({"Purchase": {"order": {"truth": TILL}}})})


def test_a_paid_order_that_was_delivered_adds_up_and_an_open_one_waits(shop: View) -> None:
    """Both are worth 119 euros at the till."""
    with open_books(shop.ledger.parent, shop.sites.values()) as books, running_dashboard(shop) as dashboard:
        books.tell(OrderTold(fact=fact("paid", order_id="1", **TOLD)))
        books.tell(OrderTold(fact=fact("created", order_id="2", **TOLD)))
        books.deliver(1)
        found = dashboard.ask(ANSWER).json["found"]

    assert (found["orders"], found["adds_up"], found["differences"]) == (2, True, [])
    lines = [(line["day"], line["destination"], line["fate"], line["orders"], line["value"]) for line in found["lines"]]
    assert lines == [
        ("2026-11-22", DESTINATION, "accepted", 1, "119"),
        ("2026-11-22", DESTINATION, "waiting", 1, "119"),
    ]


def test_a_difference_names_the_event_that_it_leads_to(shop: View) -> None:
    """Meta was told of 119 euros, and the till says 20 now."""
    with open_books(shop.ledger.parent, shop.sites.values()) as books, running_dashboard(shop) as dashboard:
        books.tell(OrderTold(fact=fact("paid", order_id="1", **TOLD)))
        books.deliver(1)
        connect(shop.ledger).execute("UPDATE sale SET value = '20'").connection.close()
        (difference,) = dashboard.ask(ANSWER).json["found"]["differences"]

    told = (difference["cause"], difference["recorded"], difference["told"], difference["conversion"])
    assert told == ("value_differs", "20 EUR", "119 EUR", 1)


def test_an_answer_stands_for_a_minute_however_often_it_is_asked_for(shop: View) -> None:
    """A page that many people leave open must not read the books over and over."""
    clock = StandingClock(NOON)
    with (
        open_books(shop.ledger.parent, shop.sites.values()) as books,
        running_dashboard(replace(shop, clock=clock)) as dashboard,
    ):
        before = dashboard.ask(ANSWER).json
        books.tell(OrderTold(fact=fact("paid", **TOLD)))
        clock.now = NOON + timedelta(seconds=59)
        assert dashboard.ask(ANSWER).json == before
        clock.now = NOON + timedelta(seconds=60)
        assert dashboard.ask(ANSWER).json["found"]["orders"] == 1


def test_orders_before_the_window_are_not_read(shop: View) -> None:
    """Told eight days after they were placed: in a week there is nothing, in 30 days the order."""
    later = replace(shop, clock=StandingClock(NOON + timedelta(days=8)))
    with open_books(shop.ledger.parent, shop.sites.values()) as books, running_dashboard(later) as dashboard:
        books.tell(OrderTold(fact=fact("paid", **TOLD)))
        assert dashboard.ask(f"{ANSWER}?days=7").json["found"]["orders"] == 0
        assert dashboard.ask(ANSWER).json["found"]["orders"] == 1


def test_a_site_whose_pages_alone_tell_of_orders_has_nothing_to_hold_them_against(dashboard: RunningDashboard) -> None:
    assert dashboard.ask("/api/orders").json == []
    assert dashboard.ask(ANSWER).status == 404


def test_the_page_learns_which_source_is_the_truth_of_what(shop: View) -> None:
    with running_dashboard(shop) as dashboard:
        assert dashboard.ask("/api/orders").json == [{"site": "shop", "event_name": "Purchase", "source": TILL}]


def test_before_the_first_books_it_says_so(shop: View) -> None:
    """No worker has run yet."""
    with running_dashboard(shop) as dashboard:
        assert dashboard.ask(ANSWER).status == 503
