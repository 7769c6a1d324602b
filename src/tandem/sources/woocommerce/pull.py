"""
Orders of a shop with WooCommerce since a moment.
Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec

from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.sources.asking.contract import Access, Ask, Page, Request, Row, answered, unreadable
from tandem.sources.asking.paging import PAGE, following, utc

MOMENT = timedelta(seconds=1)
"""How finely WooCommerce dates a change."""


class _Changed(msgspec.Struct, frozen=True):
    date_modified_gmt: datetime


_orders = msgspec.json.Decoder(list[msgspec.Raw])
_changed = msgspec.json.Decoder(_Changed)


class FromWooCommerce:
    """`token`: consumer key and consumer secret, joined by a colon; *Read* is enough."""

    home = ""

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        """
        After each page it is asked anew from the last change on it: pages are counted by place, and an order that
        changes meanwhile goes to the end and moves all behind it, so that one would be passed over.
        """
        address: str | None = _first(access.url, since)
        while address:
            answer = answered(await ask(Request(address, _proof(access.token))))
            page = _page(answer)
            yield page
            address = following(answer, access.url)
            if address and page.upto and page.upto - MOMENT > since:
                since = page.upto - MOMENT
                address = _first(access.url, since)


def _first(url: str, since: datetime) -> str:
    asked = {"modified_after": utc(since), "dates_are_gmt": "true", "orderby": "modified", "order": "asc"}
    return f"{url}/wp-json/wc/v3/orders?{urlencode({**asked, 'per_page': PAGE})}"


def _proof(token: Secret) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(token.reveal().encode()).decode()}"}


def _page(answer: Answer) -> Page:
    try:
        orders: Sequence[msgspec.Raw] = _orders.decode(answer.body)
        upto = _changed.decode(orders[-1]).date_modified_gmt.replace(tzinfo=UTC) if orders else None
    except msgspec.DecodeError:
        raise unreadable("list of orders") from None
    return Page([Row(bytes(order), "order.updated") for order in orders], upto)
