"""What happens to a report when the gateway is down, busy or unwilling."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import unused_port

from tests.stations.demo.shop_visit import ADA, Gateway, Visitor, order_of

OpenShop = Callable[[str], Awaitable[Visitor]]


async def test_a_busy_gateway_is_tried_again_with_the_very_same_report(visitor: Visitor, gateway: Gateway):
    """503 and 429 mean later: every try carries the same bytes, so the gateway can count them as one."""
    gateway.will_answer([503, 429])
    await visitor.buy("daisy")
    await gateway.reports(3)
    page = await visitor.until("/orders", "Report to the gateway: accepted")

    assert "accepted at try 3" in page
    assert len({body for _, body in gateway.heard}) == 1


async def test_a_visitor_notices_nothing_of_a_gateway_that_is_down(open_shop: OpenShop):
    """The order is made and thanked for; the shopkeeper sees that the report was given up after its four tries."""
    visitor = await open_shop(f"http://127.0.0.1:{unused_port()}")
    page = await visitor.buy("daisy")

    assert order_of(page) == "000123"
    assert "given up at try 4" in await visitor.until("/orders", "Report to the gateway: given up")


async def test_a_gateway_that_comes_back_hears_the_order(open_shop: OpenShop, gateway: Gateway):
    """Refused connections first, then a gateway: the report arrives by itself."""
    gateway.will_answer([500])
    visitor = await open_shop(str(gateway.server.make_url("")).rstrip("/"))
    await visitor.buy("daisy")
    *_, report = await gateway.reports(2)
    assert report["custom_data"]["order_id"] == "000123"


async def test_a_refusal_is_final_and_shown_to_the_shopkeeper(visitor: Visitor, gateway: Gateway):
    """A report the gateway calls wrong would be wrong again: it is not repeated, and the orders page says so."""
    gateway.will_answer([400])
    await visitor.buy("daisy")
    page = await visitor.until("/orders", "Report to the gateway: refused")
    assert "(status 400)" in page

    await visitor.buy("picnic")
    orders = [report["custom_data"]["order_id"] for report in await gateway.reports(2)]
    assert orders == ["000123", "000124"]


async def test_the_log_names_the_order_and_no_person(
    visitor: Visitor, gateway: Gateway, caplog: pytest.LogCaptureFixture
):
    """A failure is logged with what to look for, without anything the visitor typed and without the key."""
    caplog.set_level(logging.DEBUG, logger="tandem.demo.shop")
    gateway.will_answer([503, 400])
    await visitor.buy("daisy")
    await visitor.until("/orders", "Report to the gateway: refused")

    ours = [record.getMessage() for record in caplog.records if record.name.startswith("tandem.demo.shop")]
    assert ours == [
        "The gateway did not take order 000123 (try 1): status 503.",
        "The gateway refused order 000123 for good: status 400. Its dashboard says why.",
    ]
    assert not [value for value in (*ADA.values(), "a-key-of-the-shop") if value in "".join(ours).replace("000123", "")]
