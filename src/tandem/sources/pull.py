"""
What a shop's webhooks lost, asked for: pages of its orders since a moment. Each order then takes the way of a webhook,
signed as the shop would sign it, so that there is one way in.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlencode, urlsplit

import msgspec

from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.sources.signature import hmac_sha256

PAGE = 50
"""Orders asked for at a time: half a megabyte."""

_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
_orders = msgspec.json.Decoder(list[msgspec.Raw])


class _Wrapped(msgspec.Struct, frozen=True):
    orders: list[msgspec.Raw]


_wrapped = msgspec.json.Decoder(_Wrapped)


class Pull(Protocol):
    """How a kind of shop is asked."""

    def first(self, url: str, since: datetime) -> str:
        """The address of the first page."""
        ...

    def headers(self, token: Secret) -> Mapping[str, str]:
        """What proves who asks."""
        ...

    def orders(self, answer: Answer) -> Sequence[msgspec.Raw]:
        """The orders of a page, as the shop wrote them. Raises `msgspec.DecodeError`."""
        ...

    def message(self, order: msgspec.Raw, secret: Secret) -> Mapping[str, str]:
        """The headers under which the shop would post this order."""
        ...


class FromShopify:
    """shopify.dev/docs/api/admin-rest: orders by `updated_at_min`. `token`: an Admin API access token."""

    def first(self, url: str, since: datetime) -> str:
        asked = {"status": "any", "limit": PAGE, "order": "updated_at asc", "updated_at_min": f"{_utc(since)}Z"}
        return f"{url}/admin/api/2026-10/orders.json?{urlencode(asked)}"

    def headers(self, token: Secret) -> Mapping[str, str]:
        return {"x-shopify-access-token": token.reveal()}

    def orders(self, answer: Answer) -> Sequence[msgspec.Raw]:
        return _wrapped.decode(answer.body).orders

    def message(self, order: msgspec.Raw, secret: Secret) -> Mapping[str, str]:
        return {"x-shopify-hmac-sha256": _signature(order, secret), "x-shopify-topic": "orders/updated"}


class FromWooCommerce:
    """WooCommerce REST API v3: orders by `modified_after`. `token`: `consumer key:consumer secret`."""

    def first(self, url: str, since: datetime) -> str:
        asked = {"modified_after": _utc(since), "dates_are_gmt": "true", "orderby": "modified", "order": "asc"}
        return f"{url}/wp-json/wc/v3/orders?{urlencode({**asked, 'per_page': PAGE})}"

    def headers(self, token: Secret) -> Mapping[str, str]:
        return {"authorization": f"Basic {base64.b64encode(token.reveal().encode()).decode()}"}

    def orders(self, answer: Answer) -> Sequence[msgspec.Raw]:
        return _orders.decode(answer.body)

    def message(self, order: msgspec.Raw, secret: Secret) -> Mapping[str, str]:
        return {"x-wc-webhook-signature": _signature(order, secret), "x-wc-webhook-topic": "order.updated"}


PULLS: Mapping[str, Pull] = {"shopify": FromShopify(), "woocommerce": FromWooCommerce()}


def following(answer: Answer, url: str) -> str | None:
    """The address of the next page, where the shop names one at its own address: the token goes nowhere else."""
    found = _NEXT.search(answer.headers.get("link", ""))
    same = found is not None and urlsplit(found[1])[:2] == urlsplit(url)[:2]
    return found[1] if found is not None and same else None


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _signature(order: msgspec.Raw, secret: Secret) -> str:
    return base64.b64encode(hmac_sha256(secret.reveal().encode(), bytes(order))).decode()
