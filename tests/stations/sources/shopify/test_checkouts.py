"""A checkout at Shopify: who is there and what the order will name, and no more. Modelled on `checkouts/update`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.accept import take_told
from tandem.config.source import Source as Settings
from tandem.event import entry
from tandem.event.entry import CheckoutTold
from tandem.event.errors import Refused
from tandem.sources.contract import CheckoutTelling, Webhook
from tandem.sources.shopify.source import ShopifyShop
from tests.support.events import sha256, site
from tests.support.shops.messages import SECRETS, heard, in_base64, message, posted

SHOP = ShopifyShop(Settings(name="bikes", kind="shopify"), SECRETS)


def signed(told: dict[str, Any], topic: str = "checkouts/update") -> Webhook:
    body = json.dumps(told).encode()
    return posted(body, {"x-shopify-hmac-sha256": in_base64(body), "x-shopify-topic": topic})


def telling(topic: str = "checkouts/update", **changed: Any) -> CheckoutTelling:
    (only,) = heard(SHOP, signed(message("shopify_checkout", **changed), topic))
    assert isinstance(only, CheckoutTelling)
    return only


@pytest.mark.parametrize("topic", ["checkouts/create", "checkouts/update"])
def test_a_checkout_tells_who_is_there_and_what_the_order_will_name(topic: str) -> None:
    told = telling(topic)
    order = message("shopify_order")
    assert told.links["checkout"] == order["checkout_token"]
    assert told.links["cart"] == order["cart_token"]
    assert told.links["customer"] == str(order["customer"]["id"])
    assert (told.user_data["em"], told.user_data["ph"]) == ("Grete.Hermann@example.com", "+49 421 555 0142")
    assert told.at == datetime(2026, 11, 22, 10, 55, tzinfo=UTC)


def test_the_click_of_the_landing_page_is_dated_by_the_checkouts_beginning() -> None:
    """11:50 in Berlin; later updates are of the same click."""
    began = int(datetime(2026, 11, 22, 10, 50, tzinfo=UTC).timestamp() * 1000)
    assert telling().user_data["fbc"] == f"fb.1.{began}.IwAR2bCdEfGh_IjK-lMn"


def test_nothing_readable_reaches_the_disk() -> None:
    """Of tokens and people digests alone (`printf grete.hermann@example.com | sha256sum`)."""
    ((told),) = take_told([telling()], "bikes", site())
    assert isinstance(told, CheckoutTold)
    written = entry.encode(told).decode()
    assert sha256("grete.hermann@example.com") in written
    whole = message("shopify_checkout")
    readable = [whole["email"].lower(), whole["token"], whole["cart_token"], str(whole["customer"]["id"]), "bremen"]
    assert [each for each in readable if each in written.lower()] == []
    assert entry.decode(entry.encode(told)) == told


def test_a_checkout_of_nobody_yet_still_leads_to_its_visit() -> None:
    """Shopify tells of a checkout before the customer has written anything."""
    blank = dict.fromkeys(("email", "phone", "customer", "billing_address", "landing_site", "cart_token"))
    told = telling("checkouts/create", **blank)
    assert (told.user_data, told.links) == ({}, {"checkout": message("shopify_checkout")["token"]})


def test_a_checkout_without_its_token_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        telling(token=None)
    assert caught.value.refusal.field == "token"


def test_a_changed_byte_is_refused() -> None:
    good = signed(message("shopify_checkout"))
    with pytest.raises(Refused, match="fits none of the secrets"):
        SHOP.verify(posted(good.body.replace(b"Grete", b"Creta", 1), good.headers))
