"""A checkout at Shopify, over HTTP, to the end at Meta's counter: what it knew, the order that comes of it carries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tandem.config.schema import Consent
from tandem.config.source import Source
from tests.support.clock import StandingClock
from tests.support.events import FBC, FBP, sha256
from tests.support.shop_world import VISITOR, World, shop_world
from tests.support.shops.messages import SECRETS, in_base64, message

pytestmark = pytest.mark.orders

EM = sha256("grete.hermann@example.com")
TOKEN = message("shopify_checkout")["token"]
BLANK: dict[str, Any] = dict.fromkeys(("email", "contact_email", "phone", "customer", "billing_address"))
"""Shopify blanks personal data where an app has no right to it."""


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A shop whose truth is Shopify, under the consent policy that the test names."""
    shop = Source(name="shopify", kind="shopify", secrets=tuple(secret.reveal() for secret in SECRETS))
    policy = Consent(policy=request.param)
    with shop_world(tmp_path, StandingClock(), sources=(shop,), truth="shopify", consent=policy) as made:
        yield made


def shopify(world: World, topic: str, of: str, **changed: Any) -> None:
    body = json.dumps(message(of, **changed)).encode()
    headers = {"x-shopify-hmac-sha256": in_base64(body), "x-shopify-topic": topic}
    assert world.hook("shopify", body, headers) == 200


def checkout(world: World, topic: str = "checkouts/update", **changed: Any) -> None:
    shopify(world, topic, "shopify_checkout", **changed)


def the_purchase(world: World) -> dict[str, Any]:
    (found,) = [each for each in world.sent() if each["event_name"] == "Purchase"]
    return found


@pytest.mark.parametrize("world", ["opt-out"], indirect=True)
async def test_an_order_that_names_nobody_carries_what_its_checkout_knew(world: World) -> None:
    """No page told of it, and the app may not see who ordered."""
    checkout(world, "checkouts/create", email=None, customer=None)
    checkout(world)
    shopify(world, "orders/paid", "shopify_order", **BLANK)
    assert await world.counted() == 1
    assert the_purchase(world)["user_data"]["em"] == [EM]


@pytest.mark.parametrize("world", ["opt-in"], indirect=True)
async def test_page_and_checkout_lend_the_order_the_click_and_the_customer(world: World) -> None:
    """The visitor said yes on the page, paid elsewhere, and never came back to the shop."""
    world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": TOKEN})
    checkout(world, landing_site=None)
    hidden = {**BLANK, **dict.fromkeys(("browser_ip", "client_details", "landing_site"))}
    shopify(world, "orders/paid", "shopify_order", **hidden)
    assert await world.counted() == 1
    person = the_purchase(world)["user_data"]
    assert (person["em"], person["fbp"], person["fbc"]) == ([EM], FBP, FBC)
    assert person["client_ip_address"] == VISITOR


@pytest.mark.parametrize("world", ["opt-in"], indirect=True)
async def test_an_abandoned_checkout_counts_nothing_and_is_no_order(world: World) -> None:
    """Also one that was written to for a week."""
    world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": TOKEN})
    for _ in range(3):
        checkout(world)
        await world.later(days=3)
    assert (await world.counted(), await world.counted("InitiateCheckout")) == (0, 1)
    assert (world.fates(), world.sale(message("shopify_order")["id"])) == ([], None)


@pytest.mark.parametrize("world", ["opt-in"], indirect=True)
async def test_a_yes_to_letters_at_the_checkout_is_no_yes_to_ads(world: World) -> None:
    """`buyer_accepts_marketing` is true; where nobody agreed to ads, nothing is sent."""
    checkout(world, buyer_accepts_marketing=True)
    shopify(world, "orders/paid", "shopify_order", **BLANK)
    await world.later(days=1)
    assert await world.counted() == 0
    assert world.fates() == [(f"order_{message('shopify_order')['id']}", "refused", "no_consent")]
