"""Meta's two visit ids, as Meta wants them."""

from __future__ import annotations

import re
import time

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

CLICK = "IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"


async def test_a_click_becomes_an_fbc_that_the_next_page_keeps_byte_for_byte(stage: Stage, visitor: Visitor) -> None:
    """Both ids are cookies of 90 days, and the gateway gets what the cookies hold."""
    page = await visitor.open(f"/?utm_source=fb&fbclid={CLICK}")
    await stage.gateway.memory.until(lambda: stage.gateway.messages)
    first = await visitor.cookies()

    assert re.fullmatch(rf"fb\.1\.\d{{13}}\.{CLICK}", first["_fbc"]["value"])
    assert re.fullmatch(r"fb\.1\.\d{13}\.\d{1,10}", first["_fbp"]["value"])
    for cookie in (first["_fbc"], first["_fbp"]):
        assert (cookie["path"], cookie["sameSite"], cookie["secure"]) == ("/", "Lax", False)
        assert abs(cookie["expires"] - time.time() - 90 * 86400) < 600

    await visitor.open("/cart", page=page)
    await page.evaluate("tandem('track', 'Lead')")
    await stage.gateway.event("Lead")
    values = {name: cookie["value"] for name, cookie in first.items()}
    assert {name: cookie["value"] for name, cookie in (await visitor.cookies()).items()} == values
    assert stage.gateway.messages[-1]["visit"] == {"fbp": values["_fbp"], "fbc": values["_fbc"]}


async def test_the_same_click_again_keeps_its_first_time_and_a_new_click_counts_anew(
    stage: Stage, visitor: Visitor
) -> None:
    page = await visitor.open(f"/?fbclid={CLICK}")
    first = (await visitor.cookies())["_fbc"]["value"]
    await visitor.open(f"/again?fbclid={CLICK}", page=page)
    assert (await visitor.cookies())["_fbc"]["value"] == first

    await visitor.open("/?fbclid=Another", page=page)
    assert (await visitor.cookies())["_fbc"]["value"].endswith(".Another")


async def test_ids_marked_by_meta_s_parameter_builder_are_kept(stage: Stage, visitor: Visitor) -> None:
    kept = {"_fbp": "fb.0.1700000000000.1234567890.AQICAQMC", "_fbc": f"fb.0.1700000000000.{CLICK}.AQ"}
    cookies = [{"name": name, "value": value, "url": stage.shop_address} for name, value in kept.items()]
    await visitor.context.add_cookies(cookies)  # type: ignore[arg-type]
    page = await visitor.open(f"/?fbclid={CLICK}")
    await page.evaluate("tandem('track', 'Lead')")
    await stage.gateway.event("Lead")

    assert {name: cookie["value"] for name, cookie in (await visitor.cookies()).items()} == kept
    assert stage.gateway.messages[0]["visit"] == {"fbp": kept["_fbp"], "fbc": kept["_fbc"]}


async def test_fresh_ids_are_told_at_once_so_that_the_gateway_can_make_them_last(
    stage: Stage, visitor: Visitor
) -> None:
    """Even where no event leaves: with the cookies on the request. The next page has nothing new to tell."""
    page = await visitor.open()
    [message] = await stage.gateway.memory.until(lambda: stage.gateway.messages)
    assert message["events"] == []
    assert message["visit"]["fbp"] == message["cookies"]["_fbp"]

    await visitor.open("/cart", page=page)
    await visitor.settle(page)
    assert len(stage.gateway.messages) == 1


async def test_fresh_ids_travel_with_the_first_event_where_there_is_one(stage: Stage, visitor: Visitor) -> None:
    stage.shop.calls = "tandem('track', 'Lead')"
    page = await visitor.open()
    await stage.gateway.event("Lead")
    await visitor.settle(page)

    assert [len(message["events"]) for message in stage.gateway.messages if "pixel" not in message] == [1]


async def test_a_cookie_domain_is_used_where_the_page_is_inside_it(stage: Stage, visitor: Visitor) -> None:
    stage.settings["cookie_domain"] = "shop.localhost"
    await visitor.open("/", host="www.shop.localhost")

    fbp = (await visitor.cookies())["_fbp"]
    assert fbp["domain"] == ".shop.localhost"
    assert fbp["value"].startswith("fb.1.")


async def test_without_a_cookie_domain_the_cookie_is_the_host_s_own(stage: Stage, visitor: Visitor) -> None:
    await visitor.open("/", host="www.shop.localhost")

    fbp = (await visitor.cookies())["_fbp"]
    assert fbp["domain"] == "www.shop.localhost"
    assert fbp["value"].startswith("fb.2.")
