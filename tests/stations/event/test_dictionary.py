"""The tracking plan: how ids are made, which legs an event travels, how a misspelt name is caught."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.event.dictionary import BadDefinition, build
from tandem.event.errors import Refused

META_STANDARD_EVENTS = {
    "AddPaymentInfo", "AddToCart", "AddToWishlist", "CompleteRegistration", "Contact", "CustomizeProduct", "Donate",
    "FindLocation", "InitiateCheckout", "Lead", "PageView", "Purchase", "Schedule", "Search", "StartTrial",
    "SubmitApplication", "Subscribe", "ViewContent",
}  # fmt: skip
"""Meta's Pixel reference: the seventeen standard events, and PageView of the base code."""


def test_every_standard_event_of_meta_is_defined() -> None:
    assert {name for name, _ in build({}).items()} == META_STANDARD_EVENTS


@pytest.mark.parametrize(
    ("data", "event_id"),
    [
        ({"order_id": "1001"}, "order_1001"),
        ({"order_id": "00123"}, "order_00123"),
        ({"order_id": 1001}, "order_1001"),
        ({"order_id": "A-7/ä"}, "order_A-7/ä"),
        ({"order_id": 9007199254740993}, "order_9007199254740993"),
        ({"order_id": ""}, None),
        ({"order_id": None}, None),
        ({"order_id": True}, None),
        ({"order_id": 1.5}, None),
        ({"order_id": ["1001"]}, None),
        ({}, None),
    ],
)
def test_the_same_order_gives_the_same_id_whoever_sends_it(data: dict[str, Any], event_id: str | None) -> None:
    """Leading zeros count, numbers and text agree, and where there is no order there is no id."""
    assert build({})["Purchase"].derive_id(data) == event_id


def test_an_id_may_be_made_of_several_fields() -> None:
    plan = build({"Refund": {"event_id": "refund_{order_id}_{refund_id}"}})
    assert plan["Refund"].derive_id({"order_id": "7", "refund_id": 2}) == "refund_7_2"
    assert plan["Refund"].derive_id({"order_id": "7"}) is None


def test_braces_in_an_order_id_are_text_and_nothing_more() -> None:
    """An id that looks like a template is not read as one."""
    assert build({})["Purchase"].derive_id({"order_id": "{order_id}"}) == "order_{order_id}"


def test_a_sites_own_words_are_laid_over_the_shipped_ones_field_by_field() -> None:
    """Giving Purchase a longer time to gather does not lose its template."""
    purchase = build({"Purchase": {"gather": 5.0}})["Purchase"]
    assert purchase.gathering == timedelta(seconds=5)
    assert purchase.event_id == "order_{order_id}"
    assert purchase.required == ("value", "currency")


@pytest.mark.parametrize(("name", "goes"), [("Purchase", True), ("PageView", False), ("BookTestRide", True)])
def test_which_events_travel_the_server_path(name: str, goes: bool) -> None:
    """PageView is the browser's alone; an event that no plan names travels both."""
    assert build({})[name].has_server_leg is goes


@pytest.mark.parametrize("sent", ["purchase", "PURCHASE", "pageView"])
def test_a_known_name_in_the_wrong_case_is_refused_and_the_right_one_is_told(sent: str) -> None:
    """Meta would silently take `purchase` for a custom event."""
    with pytest.raises(Refused) as caught:
        build({}).check_spelling(sent)
    assert caught.value.refusal.field == "event_name"
    assert caught.value.refusal.cure in ("Send Purchase.", "Send PageView.")


@pytest.mark.parametrize("sent", ["Purchase", "BookTestRide", "Käufer"])
def test_a_name_of_ones_own_may_be_spelt_as_one_likes(sent: str) -> None:
    build({}).check_spelling(sent)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"leg": ["browser"]}, r"\[Purchase\]: .*unknown field `leg`"),
        ({"legs": ["browsers"]}, r"\[Purchase\]"),
        ({"event_id": "order"}, r"\[Purchase\]: .*share one id"),
        ({"event_id": "order_{order-id}"}, r"\[Purchase\]: .*write each field as \{order_id\}"),
        ({"event_id": "{a}_{b.c}"}, r"\[Purchase\]: .*write each field"),
        ({"event_id": "{a}_{"}, r"\[Purchase\]: .*write each field"),
    ],
)
def test_a_mistake_in_the_plan_is_told_with_the_events_name(fields: dict[str, Any], said: str) -> None:
    """Found at the start, not by the first purchase."""
    with pytest.raises(BadDefinition, match=said):
        build({"Purchase": fields})
