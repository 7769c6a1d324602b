"""Lost webhooks are made good: the shop is asked, and its orders come in by the same door, signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.app.repair import NotRepaired, Shop, repair
from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import Posted, ScriptedWire
from tandem.sources.kinds import open_source
from tandem.sources.pull import PULLS
from tests.support.shops.messages import SECRETS, facts, message, posted

SINCE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
URL = "https://bikes.myshopify.com"
TAKEN = Answer(200, {}, b"")


def shop(kind: str, token: str = "shpat_1") -> Shop:
    door = f"http://127.0.0.1:8000/hooks/{kind}"
    return Shop(pull=PULLS[kind], url=URL, token=Secret(token), door=door, secret=SECRETS[0])


def page(orders: Any, next_page: str = "") -> Answer:
    link = {"link": f'<{URL}/first>; rel="previous", <{next_page}>; rel="next"'} if next_page else {}
    return Answer(200, link, json.dumps(orders).encode())


def keys(kind: str, sent: Posted) -> set[tuple[str, str]]:
    """The facts that the gateway's own source makes of what was posted, its signature included."""
    headers: Mapping[str, str] = sent.headers
    return set(facts(open_source(Settings(name=kind, kind=kind), SECRETS), posted(sent.body, headers)))


async def test_every_order_of_every_page_comes_in_as_the_shop_would_post_it() -> None:
    more = f"{URL}/admin/api/2026-10/orders.json?page_info=abc"
    order = message("shopify_order")
    wire = ScriptedWire([page({"orders": [order, order]}, more), TAKEN, TAKEN, page({"orders": [order]}), TAKEN])
    done = await repair(shop("shopify"), SINCE, wire)
    assert (done.orders, done.taken) == (3, 3)
    first, second = wire.asked
    assert parse_qs(urlsplit(first.url).query)["updated_at_min"] == ["2026-11-20T09:30:00Z"]
    assert first.headers == {"x-shopify-access-token": "shpat_1"}
    assert second.url == more
    assert keys("shopify", wire.posted[0]) == {("created", ""), ("paid", "")}


async def test_woocommerce_is_asked_in_utc_with_its_two_keys() -> None:
    """Y2tfMTpjc18x: `printf ck_1:cs_1 | base64`."""
    wire = ScriptedWire([page([message("woocommerce_order")]), TAKEN])
    assert (await repair(shop("woocommerce", "ck_1:cs_1"), SINCE, wire)).taken == 1
    asked = parse_qs(urlsplit(wire.asked[0].url).query)
    assert (asked["modified_after"], asked["dates_are_gmt"]) == (["2026-11-20T09:30:00"], ["true"])
    assert wire.asked[0].headers == {"authorization": "Basic Y2tfMTpjc18x"}
    assert keys("woocommerce", wire.posted[0]) == {("created", ""), ("paid", "")}


async def test_large_ids_come_through_to_the_last_digit() -> None:
    wire = ScriptedWire([page({"orders": [message("shopify_order")]}), TAKEN])
    await repair(shop("shopify"), SINCE, wire)
    assert b"5628734098231406593" in wire.posted[0].body


async def test_the_token_goes_to_no_other_address() -> None:
    """A next page elsewhere is not asked for."""
    wire = ScriptedWire([page({"orders": []}, "https://elsewhere.example.com/orders.json")])
    assert (await repair(shop("shopify"), SINCE, wire)).orders == 0
    assert len(wire.asked) == 1


async def test_one_bad_order_costs_no_other() -> None:
    refused = Answer(400, {}, b'{"error": {"field": "currency"}}')
    wire = ScriptedWire([page({"orders": [message("shopify_order")] * 2}), refused, TAKEN])
    done = await repair(shop("shopify"), SINCE, wire)
    assert (done.orders, done.taken) == (2, 1)
    assert "currency" in done.refusal


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(401, {}, b"{}"), "answered 401"),
        (Answer(200, {}, b"<html>"), "no list of orders"),
        (Silence("no answer within 30 s"), "did not answer"),
    ],
)
async def test_a_shop_that_does_not_answer_as_it_must_is_named(answer: Any, said: str) -> None:
    with pytest.raises(NotRepaired, match=said):
        await repair(shop("shopify"), SINCE, ScriptedWire([answer]))
