"""Who may speak for a shop at Shopify."""

from __future__ import annotations

import json

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.sources.shopify.source import ShopifyShop
from tests.support.shops.messages import SECRETS, in_base64, message, posted

SHOP = ShopifyShop(Settings(name="bikes", kind="shopify"), SECRETS)
BODY = json.dumps(message("shopify_order")).encode()


def headers(signature: str) -> dict[str, str]:
    return {"x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": "b54557e4", "x-shopify-topic": "orders/paid"}


@pytest.mark.parametrize("secret", SECRETS)
def test_while_a_secret_is_rotated_both_open(secret: object) -> None:
    """Shopify may sign with the old one for an hour."""
    delivery = SHOP.verify(posted(BODY, headers(in_base64(BODY, secret))))  # type: ignore[arg-type]
    assert (delivery.id, delivery.topic) == ("b54557e4", "orders/paid")


def test_a_changed_byte_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        SHOP.verify(posted(BODY.replace(b"214.80", b"914.80"), headers(in_base64(BODY))))
    assert (caught.value.refusal.reason, caught.value.refusal.field) == (Reason.BAD_SIGNATURE, "x-shopify-hmac-sha256")


@pytest.mark.parametrize("signature", ["", "not base64!", "c2hvcnQ=", in_base64(BODY)[:-4]])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    with pytest.raises(Refused) as caught:
        SHOP.verify(posted(BODY, headers(signature)))
    assert caught.value.refusal.reason is Reason.BAD_SIGNATURE


def test_the_newer_names_of_the_headers_are_read_too() -> None:
    given = {name.removeprefix("x-"): value for name, value in headers(in_base64(BODY)).items()}
    assert SHOP.verify(posted(BODY, given)).id == "b54557e4"


def test_a_message_without_a_number_is_known_by_its_bytes() -> None:
    delivery = SHOP.verify(posted(b"{}", {"x-shopify-hmac-sha256": in_base64(b"{}")}))
    # printf '{}' | sha256sum
    assert delivery.id == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
