"""What customers ask for through Shopify. Messages modelled on shopify.dev, "Privacy law compliance"."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.sources.contract import PrivacyRequest, Webhook
from tandem.sources.shopify.source import ShopifyShop
from tandem.upkeep.privacy import asked
from tests.support.events import sha256, site
from tests.support.shops.messages import EVENING, SECRETS, heard, in_base64, message, posted

SHOP = ShopifyShop(Settings(name="bikes", kind="shopify"), SECRETS)
OF_SHOP = {"shop_id": 954889, "shop_domain": "bikes.myshopify.com"}
CUSTOMER = {"id": 191167, "email": "Grete.Hermann@example.com", "phone": "+4930123456"}
REDACT = {**OF_SHOP, "customer": CUSTOMER, "orders_to_redact": [299938, 280263]}
DATA_REQUEST = {**OF_SHOP, "customer": CUSTOMER, "orders_requested": [299938], "data_request": {"id": 9999}}


def signed(told: dict[str, Any], topic: str) -> Webhook:
    body = json.dumps(told).encode()
    headers = {"x-shopify-hmac-sha256": in_base64(body), "x-shopify-topic": topic, "x-shopify-webhook-id": "w-7"}
    return posted(body, headers)


def request(told: dict[str, Any], topic: str) -> PrivacyRequest:
    (only,) = heard(SHOP, signed(told, topic))
    assert isinstance(only, PrivacyRequest)
    return only


def test_a_customer_who_asks_to_be_forgotten_is_named_by_all_that_is_told() -> None:
    assert request(REDACT, "customers/redact") == PrivacyRequest(
        wish="erase",
        number="w-7",
        received_at=EVENING,
        identifiers={"email": "Grete.Hermann@example.com", "phone": "+4930123456", "external_id": "191167"},
        orders=("299938", "280263"),
    )


def test_a_customer_who_asks_what_is_held_is_told_by_the_shops_number() -> None:
    told = request(DATA_REQUEST, "customers/data_request")
    assert (told.wish, told.number, told.orders) == ("disclose", "9999", ("299938",))


def test_a_shop_that_has_left_names_nobody() -> None:
    told = request(OF_SHOP, "shop/redact")
    assert (told.wish, told.identifiers, told.orders) == ("close", {}, ())


def test_what_is_written_down_of_a_request_is_hashed() -> None:
    """`printf grete.hermann@example.com | sha256sum` and the like, in every form that the files may hold."""
    told = asked(request(REDACT, "customers/redact"), "bikes", site())
    for text in ("grete.hermann@example.com", "4930123456", "191167"):
        assert sha256(text) in told.person.needles
    assert all(len(needle) == 64 for needle in told.person.needles)
    assert told.person.orders == (("shop", "299938"), ("shop", "280263"))
    assert told.kinds == ("email", "phone", "external_id", "orders")


def test_a_customer_without_an_address_is_known_by_number_and_orders() -> None:
    """Shopify blanks personal data where an app has no right to it."""
    told = request({**REDACT, "customer": {"id": 191167, "email": None, "phone": None}}, "customers/redact")
    assert told.identifiers == {"external_id": "191167"}


@pytest.mark.parametrize(
    ("told", "topic"),
    [
        (message("shopify_order"), "customers/redact"),
        (message("shopify_order"), "customers/data_request"),
        (message("shopify_order"), "shop/redact"),
        (REDACT, "shop/redact"),
        (REDACT, "customers/data_request"),
        (DATA_REQUEST, "customers/redact"),
    ],
)
def test_no_other_message_of_the_shop_can_be_passed_off_as_a_request(told: dict[str, Any], topic: str) -> None:
    """The topic is not signed: an order that was overheard must not erase the customer."""
    with pytest.raises(Refused):
        request(told, topic)


def test_a_request_that_names_nobody_is_refused() -> None:
    """A yes would promise an erasure that nobody could make."""
    with pytest.raises(Refused, match="names nobody"):
        request({**OF_SHOP, "customer": {}, "orders_to_redact": []}, "customers/redact")


def test_a_changed_byte_is_refused() -> None:
    good = signed(REDACT, "customers/redact")
    with pytest.raises(Refused, match="fits none of the secrets"):
        SHOP.verify(posted(good.body.replace(b"191167", b"191168"), good.headers))
