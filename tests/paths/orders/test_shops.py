"""Shops and payment providers in their own words, over HTTP, to the end at Meta's counter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tandem.config.source import Source
from tandem.kit.secret import Secret
from tandem.sources.asking.contract import Row
from tandem.sources.asking.envelope import sealed
from tests.support.clock import NOON, StandingClock
from tests.support.events import FBC, FBP, sha256
from tests.support.shop_world import VISITOR, World, shop_world
from tests.support.shops.authority import Authority
from tests.support.shops.messages import SECRETS, in_base64, message, stripe_signature
from tests.support.shops.paypal import NUMBER, PATH, PayPal, certificate_host

pytestmark = pytest.mark.orders

PASSWORDS = tuple(secret.reveal() for secret in SECRETS)
SHOPIFY_ORDER = "5628734098231406593"


@pytest.fixture(scope="module")
def paypal(tmp_path_factory: pytest.TempPathFactory) -> PayPal:
    return PayPal(tmp_path_factory.mktemp("paypal"))


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, paypal: PayPal) -> Iterator[World]:
    """A shop whose truth is the source that the test names."""
    sources = [Source(name=kind, kind=kind, secrets=PASSWORDS) for kind in ("shopify", "woocommerce", "stripe")]
    sources.append(Source(name="paypal", kind="paypal", secrets=(NUMBER, paypal.certificate)))
    with shop_world(tmp_path, StandingClock(), sources=tuple(sources), truth=request.param) as made:
        yield made


def shopify(world: World, topic: str, number: str = "w-1", **changed: Any) -> int:
    body = json.dumps(message("shopify_order", **changed)).encode()
    headers = {"x-shopify-hmac-sha256": in_base64(body), "x-shopify-topic": topic, "x-shopify-webhook-id": number}
    return world.hook("shopify", body, headers)


def woocommerce(world: World, **changed: Any) -> int:
    body = json.dumps(message("woocommerce_order", **changed)).encode()
    headers = {"x-wc-webhook-signature": in_base64(body), "x-wc-webhook-topic": "order.updated"}
    return world.hook("woocommerce", body, headers)


def page_tells(world: World, order_id: str, value: float, currency: str, **data: Any) -> None:
    world.page(custom_data={"order_id": order_id, "value": value, "currency": currency, **data})


@pytest.mark.parametrize("world", ["shopify"], indirect=True)
async def test_shopifys_messages_and_the_page_are_one_purchase(world: World) -> None:
    """Placed, paid, updated and each of them again, with the page in between: one sale, worth what was paid."""
    assert shopify(world, "orders/create", financial_status="pending") == 200
    page_tells(world, SHOPIFY_ORDER, 2317.26, "SEK")
    assert await world.counted() == 0
    for number, topic in enumerate(("orders/paid", "orders/updated", "orders/paid", "orders/fulfilled")):
        assert shopify(world, topic, f"w-{number}") == 200
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert purchase["event_id"] == f"order_{SHOPIFY_ORDER}"
    assert Decimal(str(purchase["custom_data"]["value"])) == Decimal("2317.26")
    assert purchase["user_data"]["fbp"] == FBP
    assert sha256("grete.hermann@example.com") in purchase["user_data"]["em"]


@pytest.mark.parametrize("world", ["shopify"], indirect=True)
async def test_an_order_whose_thank_you_page_was_never_reached_finds_its_visit_by_the_checkout(world: World) -> None:
    """With the click that earned it."""
    token = message("shopify_order")["checkout_token"]
    world.page("InitiateCheckout", event_id="c1", custom_data={"checkout_token": token})
    assert shopify(world, "orders/paid") == 200
    assert await world.counted() == 1
    purchase = next(each for each in world.sent() if each["event_name"] == "Purchase")
    assert purchase["user_data"]["fbp"] == FBP


@pytest.mark.parametrize("world", ["shopify"], indirect=True)
@pytest.mark.parametrize("changed", [{"test": True}, {"source_name": "subscription_contract"}])
async def test_tests_and_renewals_are_no_purchases(world: World, changed: dict[str, Any]) -> None:
    assert shopify(world, "orders/paid", **changed) == 200
    assert await world.counted() == 0


@pytest.mark.parametrize("world", ["woocommerce"], indirect=True)
async def test_woocommerces_many_updates_are_one_purchase_under_the_number_the_customer_reads(world: World) -> None:
    page_tells(world, "007231", 101.15, "EUR")
    assert woocommerce(world, status="on-hold", date_paid_gmt=None) == 200
    assert await world.counted() == 0
    for minute in range(5):
        assert woocommerce(world, date_modified_gmt=f"2026-11-22T11:0{minute}:30") == 200
    assert await world.counted() == 1
    assert {event["event_id"] for event in world.sent()} == {"order_007231"}


@pytest.mark.parametrize("world", ["woocommerce"], indirect=True)
def test_woocommerces_ping_hears_200(world: World) -> None:
    assert world.hook("woocommerce", b"webhook_id=12", {"content-type": "application/x-www-form-urlencoded"}) == 200


@pytest.mark.parametrize("world", ["stripe"], indirect=True)
async def test_a_payment_at_stripe_is_sent_with_the_pages_browser_and_never_stripes(world: World) -> None:
    body = json.dumps(message("stripe_session")).encode()
    page_tells(world, "0042", 49.90, "GBP")
    for _ in range(3):
        assert world.hook("stripe", body, {"stripe-signature": stripe_signature(body, NOON)}) == 200
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert (purchase["event_id"], purchase["user_data"]["fbc"]) == ("order_0042", FBC)
    assert purchase["user_data"]["client_ip_address"] == VISITOR


async def test_a_subscription_beside_its_order_is_no_second_purchase(tmp_path: Path) -> None:
    """Stripe tells of one payment as a session and as the subscription's first invoice; of the next, as an invoice."""
    account = Source(name="stripe", kind="stripe", secrets=PASSWORDS)
    with shop_world(tmp_path, StandingClock(), sources=(account,), truth="stripe", renewals="Purchase") as world:
        page_tells(world, "0042", 49.90, "GBP", customer_id="cus_Tq1Somerville")
        session = message("stripe_session")
        session["data"]["object"] |= {"mode": "subscription", "subscription": "sub_1Books", "payment_intent": None}
        first, next_one = message("stripe_invoice"), message("stripe_invoice", id="evt_next")
        first["data"]["object"] |= {
            "billing_reason": "subscription_create",
            "id": "in_first",
            "parent": {"subscription_details": {"subscription": "sub_1Books", "metadata": {}}},
        }
        for told in (first, session, first):
            world.stripe(told)
        assert await world.counted() == 1
        assert [each["event_id"] for each in world.sent()] == ["order_0042"]
        for _ in range(2):
            world.stripe(next_one)
        assert await world.counted() == 2


@pytest.mark.parametrize("world", ["stripe"], indirect=True)
async def test_a_message_of_stripe_that_was_overheard_is_refused_later(world: World) -> None:
    body = json.dumps(message("stripe_session")).encode()
    old = stripe_signature(body, NOON - timedelta(seconds=301))
    assert world.hook("stripe", body, {"stripe-signature": old}) == 401
    assert await world.counted() == 0


@pytest.mark.parametrize("world", ["paypal"], indirect=True)
async def test_a_capture_at_paypal_releases_the_pages_purchase(world: World, paypal: PayPal) -> None:
    """PayPal knows neither browser nor address; the page's wait ends with its word."""
    page_tells(world, "000912", 57.60, "EUR")
    body = json.dumps(message("paypal_capture")).encode()
    assert world.hook("paypal", body, paypal.headers(body, time="2026-11-22T11:59:00Z")) == 200
    assert await world.counted() == 1
    (purchase,) = world.sent()
    assert purchase["user_data"]["client_ip_address"] == VISITOR


async def test_paypals_certificate_is_fetched_by_the_gateway_itself(tmp_path: Path) -> None:
    """Nobody pinned one: the running gateway asks PayPal's host, believes the authority, and counts one sale."""
    authority = Authority()
    paypal = PayPal(tmp_path, authority)
    body = json.dumps(message("paypal_capture")).encode()
    with certificate_host(tmp_path, authority) as host:
        options = {"certificate-host": host.host}
        source = Source(name="paypal", kind="paypal", secrets=(NUMBER, authority.root.strip()), options=options)
        headers = paypal.headers(body, time="2026-11-22T11:59:00Z", address=host.address())
        with shop_world(tmp_path, StandingClock(), sources=(source,), truth="paypal") as world:
            page_tells(world, "000912", 57.60, "EUR")
            host.given[PATH] = (503, "")
            assert world.hook("paypal", body, headers) == 503
            world.clock.advance(minutes=2)
            host.given[PATH] = (200, paypal.chain)
            assert [world.hook("paypal", body, headers) for _ in range(3)] == [200, 200, 200]
            assert world.hook("paypal", body + b" ", headers) == 401
            assert await world.counted() == 1
        assert host.asked == [PATH, PATH]


@pytest.mark.parametrize("world", ["paypal"], indirect=True)
def test_paypals_public_certificate_opens_no_other_way_in(world: World, paypal: PayPal) -> None:
    """What PayPal's messages are proved by is known to everybody: nothing sealed with it is believed."""
    body = json.dumps(message("paypal_capture")).encode()
    for known in (NUMBER, paypal.certificate.strip()):
        assert world.hook("paypal", body, sealed(Row(body, ""), Secret(known), NOON)) == 401
