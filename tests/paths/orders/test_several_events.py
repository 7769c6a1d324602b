"""Several events of one truth: an order is each of those it is meant for, once, and none of the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tandem.config.source import Source
from tests.support.clock import StandingClock
from tests.support.shop_world import GRANTED, World, shop_world
from tests.support.shops.messages import SECRETS, in_base64, message

pytestmark = pytest.mark.orders

NAMES = ("Purchase", "Subscribe", "StartTrial", "NewCustomer", "MembershipSold")
NOTHING = {"currency": "EUR", "gross": "0.00"}
PASSWORDS = tuple(secret.reveal() for secret in SECRETS)


def plan(truth: str) -> dict[str, dict[str, Any]]:
    """A shop that sells goods and subscriptions, and wants to know of new customers and of members."""
    meant: dict[str, dict[str, Any]] = {
        "Purchase": {"kinds": ["sale", "subscription"]},
        "Subscribe": {"kinds": ["subscription", "renewal"]},
        "StartTrial": {"kinds": ["trial"]},
        "NewCustomer": {"customer": "new"},
        "MembershipSold": {"lines": ["membership-*"]},
    }
    return {
        name: {"event_id": "order_{order_id}", "order": {"truth": truth, "only": only}} for name, only in meant.items()
    }


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with shop_world(tmp_path, StandingClock(), events=plan("till")) as made:
        yield made


async def counted(world: World) -> dict[str, int]:
    """What Meta counts, by event."""
    await world.counted()
    return {name: found for name in NAMES if (found := world.meta.counted(name))}


async def test_a_sale_is_a_purchase_and_no_subscription(world: World) -> None:
    world.till("paid", consent=GRANTED)
    assert await counted(world) == {"Purchase": 1}


async def test_an_order_that_begins_a_subscription_is_both(world: World) -> None:
    """Told ten times, still one of each."""
    for _ in range(10):
        world.till("paid", subscription="sub_1", consent=GRANTED)
    assert await counted(world) == {"Purchase": 1, "Subscribe": 1}


async def test_a_renewal_is_a_subscription_and_no_purchase(world: World) -> None:
    world.till("paid", subscription="sub_1", consent=GRANTED)
    await world.later(days=30)
    world.till("renewed", order_id="1001-2", subscription="sub_1", consent=GRANTED)
    assert await counted(world) == {"Purchase": 1, "Subscribe": 2}


async def test_a_trial_is_started_once_and_subscribed_to_when_it_is_first_paid(world: World) -> None:
    """Nothing is charged: no Purchase. Two weeks later the card is."""
    world.till("paid", subscription="sub_1", totals=NOTHING, consent=GRANTED)
    assert await counted(world) == {"StartTrial": 1}
    await world.later(days=14)
    world.till("renewed", order_id="1001-1", subscription="sub_1", consent=GRANTED)
    assert await counted(world) == {"StartTrial": 1, "Subscribe": 1}
    (paid,) = [each for each in world.sent() if each["event_name"] == "Subscribe"]
    assert (paid["custom_data"]["value"], paid["custom_data"]["currency"]) == (119.0, "EUR")


async def test_a_first_order_is_a_new_customer_and_the_second_is_not(world: World) -> None:
    world.till("paid", customer="new", consent=GRANTED)
    world.till("paid", order_id="1002", customer="returning", consent=GRANTED)
    world.till("paid", order_id="1003", consent=GRANTED)
    assert await counted(world) == {"Purchase": 3, "NewCustomer": 1}


async def test_an_order_of_a_membership_is_also_one_of_a_membership(world: World) -> None:
    world.till("paid", lines=[{"id": "membership-gold"}, {"id": "vase"}], consent=GRANTED)
    world.till("paid", order_id="1002", lines=[{"id": "vase"}], consent=GRANTED)
    assert await counted(world) == {"Purchase": 2, "MembershipSold": 1}


async def test_what_a_page_calls_a_subscription_and_the_truth_calls_a_sale_is_none(world: World) -> None:
    """The page's word waits for the truth, which makes a Purchase of it; the books say why the other was withheld."""
    world.page("Subscribe")
    world.till("paid", consent=GRANTED)
    await world.later(days=8)
    assert await counted(world) == {"Purchase": 1}
    assert world.fates("Subscribe") == [("order_1001", "refused", "not_meant")]


async def test_what_is_told_late_may_make_it_another_event(world: World) -> None:
    """The provider tells the payment, the shop an hour later that it begins a subscription."""
    world.till("paid", consent=GRANTED)
    assert await counted(world) == {"Purchase": 1}
    world.till("edited", key="1", subscription="sub_1")
    assert await counted(world) == {"Purchase": 1, "Subscribe": 1}


async def test_stripes_trial_and_its_first_charge(tmp_path: Path) -> None:
    """In Stripe's words: a session over nothing that needs no payment, then an invoice of the subscription's cycle."""
    stripe = Source(name="stripe", kind="stripe", secrets=PASSWORDS)
    with shop_world(tmp_path, StandingClock(), sources=(stripe,), events=plan("stripe")) as world:
        session = message("stripe_session")
        paid: dict[str, Any] = {**session["data"]["object"], "mode": "subscription", "subscription": "sub_1Books"}
        free = {**paid, "amount_total": 0, "amount_subtotal": 0, "payment_status": "no_payment_required"}
        world.page("Lead", event_id="l-1", custom_data={}, user_data={"em": "mary@example.com"})
        world.page("Lead", event_id="l-2", custom_data={}, user_data={"em": paid["customer_details"]["email"]})
        world.stripe({**session, "data": {"object": free}})
        assert await counted(world) == {"StartTrial": 1}
        await world.later(days=14)
        world.stripe(message("stripe_invoice", created=int(world.clock().timestamp())))
        assert await counted(world) == {"StartTrial": 1, "Subscribe": 1}


async def test_shopifys_first_order_of_a_customer_whichever_message_comes_first(tmp_path: Path) -> None:
    shopify = Source(name="shopify", kind="shopify", secrets=PASSWORDS)
    with shop_world(tmp_path, StandingClock(), sources=(shopify,), events=plan("shopify")) as world:
        first = message("shopify_order")
        customer = {**first["customer"], "orders_count": 1, "last_order_id": first["id"]}
        world.page("Lead", event_id="l-1", custom_data={"checkout_token": first["checkout_token"]})
        for topic in ("orders/paid", "orders/create", "orders/updated"):
            body = json.dumps({**first, "customer": customer}).encode()
            headers = {"x-shopify-hmac-sha256": in_base64(body), "x-shopify-topic": topic}
            assert world.hook("shopify", body, headers) == 200
        assert await counted(world) == {"Purchase": 1, "NewCustomer": 1}
