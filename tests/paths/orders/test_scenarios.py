"""
Orders as they really go: each story ends at Meta's counter. The till is the truth about a Purchase, which is due when
it is paid; the page tells what it sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.config.schema import Consent
from tests.support.clock import NOON, StandingClock
from tests.support.events import FBC, FBP, sha256
from tests.support.settings import OTHER_ORIGIN
from tests.support.shop_world import BROWSER, GRANTED, VISITOR, World, shop_world

pytestmark = pytest.mark.orders

EM = sha256("ada@example.com")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop_world(tmp_path, StandingClock()) as made:
        yield made


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


async def test_an_unpaid_order_never_becomes_a_purchase(world: World) -> None:
    world.page()
    world.till("created")
    await world.later(days=8)
    assert await world.counted() == 0
    assert world.fates() == [("order_1001", "refused", "unconfirmed")]


async def test_a_bank_transfer_that_comes_on_the_third_day_is_the_sale_of_the_first(world: World) -> None:
    world.page()
    world.till("created")
    await world.later(days=3)
    world.till("paid")
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert purchase["event_time"] == seconds(NOON)
    assert (purchase["user_data"]["fbc"], purchase["user_data"]["client_ip_address"]) == (FBC, VISITOR)


async def test_a_bank_transfer_is_dated_by_its_order_also_if_no_page_told_of_it(world: World) -> None:
    world.till("created", consent=GRANTED)
    await world.later(days=3)
    world.till("paid")
    assert await world.counted() == 1
    assert [each["event_time"] for each in world.sent()] == [seconds(NOON)]


async def test_an_order_paid_on_the_ninth_day_is_withheld_and_says_why(world: World) -> None:
    world.page()
    world.till("created")
    await world.later(days=9)
    world.till("paid")
    assert await world.counted() == 0
    assert world.fates() == [("order_1001", "refused", "too_late")]


async def test_an_order_that_no_page_told_of_and_that_is_paid_too_late_is_in_the_books(world: World) -> None:
    world.till("created", consent=GRANTED)
    await world.later(days=9)
    world.till("paid")
    assert await world.counted() == 0
    assert world.fates() == [("order_1001", "refused", "too_late")]


async def test_a_thank_you_page_that_is_never_reached_costs_no_purchase(world: World) -> None:
    world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": "tok"})
    world.till("paid", links={"checkout": "tok"})
    assert await world.counted() == 1
    purchase = next(each for each in world.sent() if each["event_name"] == "Purchase")
    assert (purchase["user_data"]["fbp"], purchase["user_data"]["fbc"]) == (FBP, FBC)


async def test_a_thank_you_page_reached_three_times_over_two_days_is_one_purchase(world: World) -> None:
    for _ in range(3):
        world.page()
        world.till("paid")
        await world.later(hours=20)
    assert await world.counted() == 1


@pytest.mark.parametrize("story", ["tpp", "ptp", "ppt", "tpppppppppp", "cptp", "ptc", "tcp", "pct"])
async def test_webhook_and_tag_in_any_order_any_number_of_times_are_one_purchase(world: World, story: str) -> None:
    """t: the tag, c: created, p: paid."""
    for step in story:
        if step == "t":
            world.page()
        else:
            world.till("paid" if step == "p" else "created")
        await world.later(minutes=4)
    assert await world.counted() == 1
    assert {each["event_id"] for each in world.sent()} == {"order_1001"}


@pytest.mark.parametrize("story", ["xpc", "xcp", "cxp"])
async def test_a_payment_that_is_told_after_its_later_cancellation_is_no_purchase(world: World, story: str) -> None:
    """What counts is when it happened, not when it was told: created at noon, paid at one, cancelled (x) at two."""
    hours = {"c": ("created", 0), "p": ("paid", 1), "x": ("cancelled", 2)}
    world.clock.advance(hours=3)
    for step in story:
        kind, after = hours[step]
        world.till(kind, at=seconds(NOON) + after * 3600, consent=GRANTED)
        await world.later(minutes=4)
    assert await world.counted() == 0
    assert world.sale() == ("119", "0", "EUR", "withheld")


async def test_a_payment_provider_that_hides_the_customer_does_not_lend_its_own_address(world: World) -> None:
    """
    The visitor went to pay elsewhere and came back by another way. The message comes from the provider's own address
    and program, and names no other.
    """
    world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": "tok"})
    world.till("paid", links={"checkout": "tok"}, user_data={})
    assert await world.counted() == 1
    purchase = next(each for each in world.sent() if each["event_name"] == "Purchase")
    known = purchase["user_data"]
    assert (known["client_ip_address"], known["client_user_agent"]) == (VISITOR, BROWSER["user_agent"])


async def test_without_any_visit_a_providers_address_is_still_not_the_customers(world: World) -> None:
    """There is then no address, and the customer is known by e-mail alone."""
    world.till("paid", consent=GRANTED)
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert purchase["user_data"] == {"em": [EM]}


async def test_a_voucher_that_is_paid_later_counts_when_it_is_paid(world: World) -> None:
    """A slip to be paid at a kiosk within days."""
    world.page()
    world.till("authorised")
    await world.later(days=2)
    assert await world.counted() == 0
    world.till("paid")
    assert await world.counted() == 1


async def test_a_split_payment_counts_once_and_when_the_last_part_is_there(world: World) -> None:
    world.page()
    world.till("partially_paid", key="voucher", amount="50.00")
    await world.later(hours=1)
    assert await world.counted() == 0
    world.till("partially_paid", key="card", amount="68.99")
    assert await world.counted() == 0
    world.till("partially_paid", key="coin", amount="0.01")
    assert await world.counted() == 1
    world.till("paid", key="both")
    assert await world.counted() == 1


async def test_a_partial_refund_changes_our_books_and_nothing_at_meta(world: World) -> None:
    world.till("paid", consent=GRANTED)
    assert await world.counted() == 1
    await world.later(days=1)
    world.till("refunded", key="re_1", amount="20.00")
    assert await world.counted() == 1
    assert [each["custom_data"]["value"] for each in world.sent()] == [119.0]
    assert world.sale() == ("119", "99", "EUR", "due")
    world.till("refunded", key="re_1", amount="20.00")
    world.till("refunded", key="re_2", amount="9.50")
    assert await world.counted() == 1
    assert world.sale() == ("119", "89.5", "EUR", "due")


async def test_what_was_cancelled_and_ordered_anew_is_one_purchase(world: World) -> None:
    world.page()
    world.till("created")
    world.till("cancelled")
    await world.later(hours=1)
    world.page(custom_data={"order_id": "1002", "value": 119.0, "currency": "EUR"})
    world.till("paid", order_id="1002", consent=GRANTED)
    await world.later(days=8)
    assert await world.counted() == 1
    assert world.fates() == [("order_1001", "refused", "cancelled"), ("order_1002", "delivered", None)]


async def test_a_renewal_inherits_nothing_from_the_order_before(tmp_path: Path) -> None:
    """Not that it was sent already, and not its id."""
    with shop_world(tmp_path, StandingClock(), renewals="Purchase") as world:
        world.page()
        world.till("paid")
        await world.later(days=30)
        world.till("renewed", order_id="1001-2", subscription="sub_1")
        assert await world.counted() == 2
        first, renewal = world.sent()
        assert (first["event_id"], renewal["event_id"]) == ("order_1001", "order_1001-2")
        assert renewal["event_time"] - first["event_time"] == 30 * 24 * 3600
        assert not {"client_ip_address", "client_user_agent"} & renewal["user_data"].keys()


async def test_an_upsell_after_the_purchase_is_not_counted_twice(world: World) -> None:
    """The order grows after it was sent; an order of its own would count."""
    world.page()
    world.till("paid")
    assert await world.counted() == 1
    world.till("edited", key="1", totals={"currency": "EUR", "gross": "149.00"})
    world.till("paid", key="upsell", totals={"currency": "EUR", "gross": "149.00"})
    assert await world.counted() == 1
    world.till("paid", order_id="1001-upsell", consent=GRANTED)
    assert await world.counted() == 2


async def test_the_currency_that_the_shop_was_paid_in_is_sent(world: World) -> None:
    world.page(custom_data={"order_id": "1001", "value": 129.0, "currency": "USD"})
    world.till("paid")
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert (purchase["custom_data"]["value"], purchase["custom_data"]["currency"]) == (119.0, "EUR")


async def test_a_zero_padded_number_is_one_order_on_both_ways(world: World) -> None:
    world.page(custom_data={"order_id": "0001001", "value": 119.0, "currency": "EUR"})
    world.till("paid", order_id="0001001")
    world.till("paid", order_id="1001", consent=GRANTED)
    assert await world.counted() == 2
    assert sorted(each["event_id"] for each in world.sent()) == ["order_0001001", "order_1001"]


async def test_two_shops_may_have_equal_numbers(tmp_path: Path) -> None:
    """
    One gateway, two shops: order 1001 of each is a sale of its own, with its own visitor, money and dataset, also when
    order, checkout and payment bear equal names.
    """
    elsewhere = {"fbp": "fb.1.1763812800000.77", "fbc": "fb.1.1763812800000.Bikes_click"}
    totals = {"currency": "SEK", "gross": "900.00"}
    with shop_world(tmp_path, StandingClock(), neighbour=True) as world:
        world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": "tok"})
        world.page(
            "InitiateCheckout",
            event_id="c1",
            custom_data={"checkout_token": "tok"},
            visit=elsewhere,
            origin=OTHER_ORIGIN,
        )
        world.till("paid", key="pay-1", links={"checkout": "tok"})
        world.till("created", to="bikes-till", links={"checkout": "tok"}, totals=totals, user_data={})
        assert await world.counted() == 1
        world.till("paid", key="pay-1", to="bikes-till", totals=totals, user_data={})
        assert await world.counted() == 2
        world.till("refunded", key="re_1", amount="19.00")
        assert await world.counted() == 2
        told = {each["dataset"]: each["raw"] for each in world.meta.received(event_name="Purchase")}
        assert {name: each["custom_data"]["value"] for name, each in told.items()} == {
            "1234567890": 119.0,
            "9876543210": 900.0,
        }
        assert {name: each["user_data"]["fbc"] for name, each in told.items()} == {
            "1234567890": FBC,
            "9876543210": elsewhere["fbc"],
        }
        assert (world.sale(), world.sale(site="bikes")) == (("119", "100", "EUR", "due"), ("900", "900", "SEK", "due"))


async def test_a_guest_who_then_has_an_account_is_one_customer(world: World) -> None:
    """The first order was a guest's; the second one knows the account, and the same address."""
    world.page(user_data={"em": "ada@example.com"})
    world.till("paid")
    await world.later(days=1)
    world.till("paid", order_id="1002", user_data={"em": "Ada@Example.com", "external_id": "account-7"})
    assert await world.counted() == 2
    second = world.sent()[1]["user_data"]
    assert (second["em"], second["fbp"], second["fbc"]) == ([EM], FBP, FBC)


async def test_an_order_of_a_visitor_who_refused_stays_in_the_shop(world: World) -> None:
    world.page(consent={"ads": "denied"})
    world.till("paid")
    await world.later(hours=1)
    assert await world.counted() == 0
    assert world.fates() == [("order_1001", "refused", "no_consent")]
    assert world.sale() == ("119", "119", "EUR", "due")


async def test_a_refusal_at_the_checkout_governs_what_the_shop_tells_of_it(tmp_path: Path) -> None:
    """
    Where silence is a yes, and the thank-you page is never reached: the shop knows of no refusal, and the visit does.
    """
    with shop_world(tmp_path, StandingClock(), consent=Consent(policy="opt-out")) as world:
        world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": "tok"})
        world.till("paid", order_id="1000", links={"checkout": "another"})
        assert await world.counted() == 1
        world.page(consent={"ads": "denied"})
        world.till("paid", links={"checkout": "tok"})
        world.till("fulfilled", links={"checkout": "tok"})
        await world.later(hours=1)
        assert await world.counted() == 1
        assert world.fates()[1:] == [("order_1001", "refused", "consent_withdrawn")]


async def test_a_consent_taken_back_between_order_and_payment_stops_the_purchase(world: World) -> None:
    world.page()
    await world.later(hours=1)
    world.page(consent={"ads": "denied"})
    await world.later(hours=1)
    world.till("paid")
    assert await world.counted() == 0
    assert world.fates() == [("order_1001", "refused", "consent_withdrawn")]


async def test_a_deal_won_thirty_days_after_the_click_carries_the_click(world: World) -> None:
    """A lead on the page, a stage of the CRM weeks later that knows the e-mail address alone."""
    world.page("Lead", event_id="lead-1", custom_data={}, user_data={"em": "ada@example.com"})
    await world.later(days=30)
    won: dict[str, Any] = {
        "event_name": "DealWon",
        "event_id": "deal-5-won",
        "event_time": seconds(world.clock()),
        "action_source": "system_generated",
        "custom_data": {"value": 4000, "currency": "EUR", "event_source": "crm"},
        "user_data": {"em": "ada@example.com"},
    }
    assert world.acceptor.post_backend(won).status == 202
    assert await world.counted("DealWon") == 1
    told = next(each for each in world.sent() if each["event_name"] == "DealWon")
    assert (told["user_data"]["fbc"], told["user_data"].get("client_ip_address")) == (FBC, None)
    assert (told["action_source"], told["custom_data"]["value"]) == ("system_generated", 4000)


async def test_a_truth_that_stays_silent_is_waited_for_as_long_as_the_owner_says(tmp_path: Path) -> None:
    with shop_world(tmp_path, StandingClock(), missing="send", wait=600.0) as world:
        world.page()
        await world.later(minutes=9)
        assert await world.counted() == 0
        await world.later(minutes=2)
        assert await world.counted() == 1


async def test_where_the_tag_is_the_truth_a_page_is_enough(tmp_path: Path) -> None:
    with shop_world(tmp_path, StandingClock(), till=False) as world:
        world.page()
        assert await world.counted() == 1
