"""Shops are asked for what changed, in their own way, and page after page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.app.asking import PAGE_BYTES, asking
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire, Answer, Silence
from tandem.kit.wire_fakes import ScriptedWire
from tandem.sources.asking.contract import Access, Denied, Later, Page
from tandem.sources.asking.kinds import PULLS
from tests.support.shops.messages import message
from tests.support.shops.woo_shop import KEYS, WooShop, woo_shop

SINCE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
URL = "https://bikes.myshopify.com"


def page(orders: Any, next_page: str = "") -> Answer:
    link = {"link": f'<{URL}/first>; rel="previous", <{next_page}>; rel="next"'} if next_page else {}
    return Answer(200, link, json.dumps(orders).encode())


async def pulled(kind: str, wire: ScriptedWire, token: str = "shpat_1") -> list[Page]:
    access = Access(url=URL, token=Secret(token))
    return [each async for each in PULLS[kind].pages(access, SINCE, asking(wire, pace=0))]


async def pages_of(shop: WooShop) -> AsyncIterator[Page]:
    """Over real HTTP."""
    async with AiohttpWire(PAGE_BYTES) as wire:
        ask = asking(wire, pace=0)
        async for each in PULLS["woocommerce"].pages(Access(url=shop.url, token=Secret(KEYS)), SINCE, ask):
            yield each


async def test_every_order_of_every_page_is_found() -> None:
    more = f"{URL}/admin/api/2026-10/orders.json?page_info=abc"
    order = message("shopify_order")
    wire = ScriptedWire([page({"orders": [order, order]}, more), page({"orders": [order]})])
    found = await pulled("shopify", wire)
    assert [[row.topic for row in each.rows] for each in found] == [["orders/updated"] * 2, ["orders/updated"]]
    first, second = wire.asked
    assert parse_qs(urlsplit(first.url).query)["updated_at_min"] == ["2026-11-20T09:30:00Z"]
    assert first.headers == {"x-shopify-access-token": "shpat_1"}
    assert second.url == more
    assert found[-1].upto == datetime.fromisoformat(order["updated_at"])


async def test_woocommerce_is_asked_in_utc_with_its_two_keys() -> None:
    """Y2tfMTpjc18x: `printf ck_1:cs_1 | base64`."""
    wire = ScriptedWire([page([message("woocommerce_order")])])
    (found,) = await pulled("woocommerce", wire, "ck_1:cs_1")
    asked = parse_qs(urlsplit(wire.asked[0].url).query)
    assert (asked["modified_after"], asked["dates_are_gmt"]) == (["2026-11-20T09:30:00"], ["true"])
    assert wire.asked[0].headers == {"authorization": "Basic Y2tfMTpjc18x"}
    assert [row.topic for row in found.rows] == ["order.updated"]
    assert found.upto == datetime(2026, 11, 22, 11, 0, 9, tzinfo=UTC)


async def test_large_ids_come_through_to_the_last_digit() -> None:
    (found,) = await pulled("shopify", ScriptedWire([page({"orders": [message("shopify_order")]})]))
    assert b"5628734098231406593" in found.rows[0].body


async def test_the_token_goes_to_no_other_address() -> None:
    """A next page elsewhere is not asked for."""
    wire = ScriptedWire([page({"orders": []}, "https://elsewhere.example.com/orders.json")])
    assert [each.rows for each in await pulled("shopify", wire)] == [[]]
    assert len(wire.asked) == 1


async def test_an_order_that_changes_while_pages_are_turned_passes_nobody_over() -> None:
    """It goes to the end and moves all behind it to an earlier place; each is found all the same."""
    with woo_shop() as shop:
        for number in range(120):
            shop.sell(str(1000 + number), SINCE + timedelta(seconds=10 * number + 10))
        numbers: list[str] = []
        async for each in pages_of(shop):
            numbers += [json.loads(row.body)["number"] for row in each.rows]
            shop.orders[0]["date_modified_gmt"] = f"{SINCE + timedelta(days=1):%Y-%m-%dT%H:%M:%S}"
    assert set(numbers) == {str(1000 + number) for number in range(120)}


async def test_many_orders_of_one_second_are_all_found() -> None:
    """More than a page of them, as after an import."""
    with woo_shop() as shop:
        for number in range(120):
            shop.sell(str(1000 + number), SINCE + timedelta(minutes=1))
        rows = [row async for each in pages_of(shop) for row in each.rows]
    assert len({json.loads(row.body)["number"] for row in rows}) == 120


@pytest.mark.parametrize("kind", ["shopify", "woocommerce"])
@pytest.mark.parametrize(
    ("answer", "kept", "said"),
    [
        (Answer(401, {}, b"{}"), Denied, "answered 401"),
        (Answer(200, {}, b"<html>"), Denied, "no list of orders"),
        (Answer(503, {}, b""), Later, "answered 503"),
        (Silence("no answer within 30 s"), Later, "did not answer"),
    ],
)
async def test_what_came_instead_of_orders_says_whether_somebody_must_mend_it(
    kind: str, answer: Any, kept: type[Exception], said: str
) -> None:
    with pytest.raises(kept, match=said):
        await pulled(kind, ScriptedWire([answer]))


async def test_a_source_that_says_when_to_come_back_is_heard() -> None:
    with pytest.raises(Later) as caught:
        await pulled("shopify", ScriptedWire([Answer(429, {"retry-after": "7"}, b"")]))
    assert caught.value.after == timedelta(seconds=7)


async def test_the_leads_of_each_form_are_asked_for_by_time() -> None:
    """1795339800 is 2026-11-22 09:30 in Unix time. A page's address may hold the token, so its cursor is taken."""
    following = "https://graph.facebook.com/v26.0/7/leads?access_token=EAA&after=QVFIU"
    first_page = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "QVFIU"}, "next": following}}
    wire = ScriptedWire([page(first_page), page({"data": [{"id": "2"}]}), page({"data": []})])
    access = Access(url="https://graph.facebook.com", token=Secret("EAA"), options={"forms": ["7", "8"]})
    since = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    found = [each async for each in PULLS["lead-ads"].pages(access, since, asking(wire, pace=0))]
    assert [json.loads(row.body)["id"] for each in found for row in each.rows] == ["1", "2"]
    assert [urlsplit(each.url).path for each in wire.asked] == ["/v26.0/7/leads", "/v26.0/7/leads", "/v26.0/8/leads"]
    first, second, _ = (parse_qs(urlsplit(each.url).query) for each in wire.asked)
    later = {"field": "time_created", "operator": "GREATER_THAN", "value": 1_795_339_800}
    assert json.loads(first["filtering"][0]) == [later]
    assert second["after"] == ["QVFIU"]
    assert not any("EAA" in each.url for each in wire.asked)


async def test_leads_of_no_form_cannot_be_asked_for() -> None:
    with pytest.raises(Denied, match="forms"):
        await pulled("lead-ads", ScriptedWire([]))
