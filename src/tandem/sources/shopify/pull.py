"""Orders of a shop at Shopify since a moment. Source: https://shopify.dev/docs/api/admin-rest/latest/resources/order"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from tandem.kit.wire import Answer
from tandem.sources.asking.contract import Access, Ask, Page, Request, Row, answered, unreadable
from tandem.sources.asking.paging import PAGE, following, utc

VERSION = "2026-10"


class _Orders(msgspec.Struct, frozen=True):
    orders: list[msgspec.Raw]


class _Changed(msgspec.Struct, frozen=True):
    updated_at: datetime


_orders = msgspec.json.Decoder(_Orders)
_changed = msgspec.json.Decoder(_Changed)


class FromShopify:
    """`token`: an Admin API access token with `read_orders`."""

    home = ""

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        asked = {"status": "any", "limit": PAGE, "order": "updated_at asc", "updated_at_min": f"{utc(since)}Z"}
        address: str | None = f"{access.url}/admin/api/{VERSION}/orders.json?{urlencode(asked)}"
        while address:
            request = Request(address, {"x-shopify-access-token": access.token.reveal()})
            answer = answered(await ask(request))
            yield _page(answer)
            address = following(answer, access.url)


def _page(answer: Answer) -> Page:
    try:
        orders: Sequence[msgspec.Raw] = _orders.decode(answer.body).orders
        upto = _changed.decode(orders[-1]).updated_at if orders else None
    except msgspec.DecodeError:
        raise unreadable("list of orders") from None
    return Page([Row(bytes(order), "orders/updated") for order in orders], upto)
