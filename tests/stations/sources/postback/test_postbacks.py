"""Affiliate postbacks: many names for the same, and placeholders that nobody filled in."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.kit.secret import Secret
from tandem.sources.contract import OrderTelling, Webhook
from tandem.sources.postback.source import Postbacks
from tests.support.clock import NOON
from tests.support.events import site

TOKEN = "a-token-of-the-network"


def network(**options: Any) -> Postbacks:
    return Postbacks(
        Settings(name="network", kind="postback", options=options), [Secret("an older one"), Secret(TOKEN)]
    )


def called(query: str, *, body: bytes = b"") -> Webhook:
    return Webhook(method="GET", path="/hooks/network", query=query, headers={}, body=body, received_at=NOON)


def told(query: dict[str, str] | str, **options: Any) -> list[OrderTelling]:
    source = network(**options)
    text = query if isinstance(query, str) else urlencode(query)
    found = source.read(source.verify(called(f"{text}&token={TOKEN}")), site())
    return [each for each in found if isinstance(each, OrderTelling)]


@pytest.mark.parametrize(
    "query",
    [
        {"cid": "w1", "payout": "12.50", "txid": "t-9", "currency": "usd", "et": "sale"},
        {"clickid": "w1", "sum": "12.50", "rdtk_event_id": "t-9", "currency": "USD", "type": "approved"},
        {"cnv_id": "w1", "payout": "12.50", "tid": "t-9", "cnv_currency": "USD", "cnv_status": "1"},
        {"subid": "w1", "revenue": "12.50", "transaction_id": "t-9", "currency": "USD", "status": "SALE"},
    ],
)
def test_voluum_redtrack_binom_and_keitaro_say_the_same(query: dict[str, str]) -> None:
    (fact,) = told(query)
    assert (fact.order_id, fact.kind, fact.links) == ("t-9", "paid", {"click": "w1"})
    assert fact.totals is not None
    assert (fact.totals.gross, fact.totals.currency) == (Decimal("12.50"), "USD")


@pytest.mark.parametrize(
    "macro", ["{clickid}", "%7Bclickid%7D", "%257Bclickid%257D", "[CLICK]", "${cid}", "REPLACE", ""]
)
def test_a_placeholder_that_nobody_filled_in_is_no_click(macro: str) -> None:
    with pytest.raises(Refused, match="placeholder that nobody filled in"):
        told(f"cid={macro}&payout=1&currency=USD")


def test_an_unfilled_payout_is_no_payout_of_zero() -> None:
    (fact,) = told({"cid": "w1", "payout": "{payout}", "currency": "USD"})
    assert (fact.amount, fact.totals) == (None, None)


def test_without_a_transaction_the_click_names_the_order() -> None:
    (fact,) = told({"cid": "w1", "payout": "3", "currency": "EUR"})
    assert (fact.order_id, fact.kind) == ("w1", "paid")


@pytest.mark.parametrize(
    ("status", "kind"), [("lead", "created"), ("rejected", "cancelled"), ("chargeback", "refunded"), ("dep", "paid")]
)
def test_a_status_says_how_far_it_is(status: str, kind: str) -> None:
    (fact,) = told({"cid": "w1", "status": status}, statuses={"DEP": "paid"})
    assert fact.kind == kind


def test_a_status_that_nobody_follows_says_nothing() -> None:
    assert told({"cid": "w1", "status": "viewed_video"}) == []


def test_the_currency_may_be_the_networks_own() -> None:
    (fact,) = told({"cid": "w1", "payout": "3"}, currency="EUR")
    assert fact.totals is not None
    assert fact.totals.currency == "EUR"


@pytest.mark.parametrize("query", ["cid=w1", "cid=w1&token=", "cid=w1&token=guessed"])
def test_who_does_not_know_the_token_is_refused(query: str) -> None:
    with pytest.raises(Refused, match="is none of the secrets"):
        network().verify(called(query))


def test_the_token_goes_no_further_than_the_door() -> None:
    delivery = network().verify(called(f"cid=w1&token={TOKEN}"))
    assert TOKEN.encode() not in delivery.body


def test_a_form_and_json_are_read_like_an_address() -> None:
    source = network()
    for body in (f"cid=w1&token={TOKEN}".encode(), f'{{"cid": "w1", "token": "{TOKEN}"}}'.encode()):
        (fact,) = source.read(source.verify(called("", body=body)), site())
        assert isinstance(fact, OrderTelling)
        assert fact.links == {"click": "w1"}


@given(st.text(max_size=200), st.binary(max_size=200))
def test_nothing_that_is_sent_breaks_it(query: str, body: bytes) -> None:
    source = network()
    with contextlib.suppress(Refused):
        source.read(source.verify(called(f"token={TOKEN}&{query}", body=body)), site())
