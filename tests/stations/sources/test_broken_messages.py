"""A plugin or a newer API may change any field of a message: it is read, or refused by name; nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.accept import take_told
from tandem.config.source import Source as Settings
from tandem.event.entry import encode
from tandem.event.errors import Refusal, Refused
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Source
from tandem.sources.kinds import open_source
from tandem.upkeep.privacy import PrivacyAsked
from tests.support.events import site
from tests.support.shops.hubspot import staged
from tests.support.shops.messages import EVENING, message
from tests.support.shops.paypal import NUMBER, PayPal

Path_ = tuple[str | int, ...]

STAGE = {
    "event_name": {"path": "event.propertyValue", "lookup": {"closedwon": "DealWon"}},
    "event_id": {"template": "deal_{event.objectId}_{event.propertyValue}"},
    "event_time": {"path": "event.occurredAt", "as": "milliseconds"},
    "user_data.em": "contact.email",
    "custom_data.value": {"path": "deal.amount", "as": "number"},
    "custom_data.currency": {"constant": "EUR"},
}
RECORD = {
    "event_name": {"path": "StageName", "lookup": {"Closed Won": "DealWon"}},
    "event_id": {"template": "deal_{Id}"},
    "event_time": {"path": "LastStageChangeDate", "as": "iso8601"},
    "user_data.em": "OpportunityContactRoles.records[0].Contact.Email",
}
OPTIONS: dict[str, dict[str, Any]] = {
    "hubspot": {"address": "https://gw.example.com/hooks/x", "map": STAGE},
    "salesforce": {"object": "Opportunity", "map": RECORD},
}
WON = staged(512, "closedwon", EVENING)
CONTACT_ROLES = {"records": [{"Contact": {"Email": "ada@example.com"}}]}
MESSAGES: dict[str, tuple[str, str, Any]] = {
    "shopify_order": ("shopify", "orders/updated", message("shopify_order")),
    "shopify_checkout": ("shopify", "checkouts/update", message("shopify_checkout")),
    "shopify_redact": (
        "shopify",
        "customers/redact",
        {"shop_domain": "x", "customer": {"id": 7, "email": "ada@example.com"}, "orders_to_redact": [299938]},
    ),
    "woocommerce_order": ("woocommerce", "order.updated", message("woocommerce_order")),
    "stripe_session": ("stripe", "", message("stripe_session")),
    "stripe_invoice": ("stripe", "", message("stripe_invoice")),
    "paypal_capture": ("paypal", "", message("paypal_capture")),
    "hubspot_changes": ("hubspot", "", [WON]),
    "hubspot_deal": (
        "hubspot",
        "",
        {"object": "deal", "event": WON, "deal": {"amount": "4000.50"}, "contact": {"email": "ada@example.com"}},
    ),
    "salesforce_record": (
        "salesforce",
        "",
        {
            "Id": "0065f",
            "StageName": "Closed Won",
            "LastStageChangeDate": "2026-11-22T11:30:00.000+0000",
            "OpportunityContactRoles": CONTACT_ROLES,
        },
    ),
}
ODD: tuple[Any, ...] = (
    None, "", " ", "x", "a@b.example", 0, -1, 1.5, 1e300, 2**70, True, [], {}, [None], {"a": 1}, "9" * 400, "-5.00",
    "NaN", "1e9", "\ud800", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "٤٩", "\x00",
)  # fmt: skip


@cache
def source(kind: str, folder: Path) -> Source:
    secrets = [Secret(NUMBER), Secret(PayPal(folder).certificate)] if kind == "paypal" else [Secret("s")]
    return open_source(Settings(name=kind, kind=kind, token="x", options=OPTIONS.get(kind, {})), secrets)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paypal")


def leaves(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from leaves(item, (*at, key))


def changed(value: Any, at: Path_, to: Any) -> Any:
    if not at:
        return to
    key, *rest = at
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = changed(value[key], tuple(rest), to)
    return copy


def hear(name: str, body: bytes, folder: Path, at: datetime = EVENING) -> None:
    """As the acceptor does, up to the bytes for the disk; raises nothing but `Refused`."""
    kind, topic, _ = MESSAGES[name]
    delivery = Delivery(id="d", topic=topic, body=body, received_at=at)
    try:
        told = source(kind, folder).read(delivery, site())
    except Refused:
        return
    for each in take_told(told, kind, site()):
        if not isinstance(each, Refusal | PrivacyAsked):
            encode(each)


@pytest.mark.parametrize("name", MESSAGES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_field_the_message_is_read_or_refused(
    name: str, folder: Path, data: st.DataObject
) -> None:
    whole = MESSAGES[name][2]
    at = data.draw(st.sampled_from(list(leaves(whole))))
    odd = data.draw(st.sampled_from(ODD))
    hear(name, json.dumps(changed(whole, at, odd)).encode(), folder)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_field_may_be_null_or_of_another_type(name: str, folder: Path) -> None:
    whole = MESSAGES[name][2]
    for at in leaves(whole):
        for odd in (None, 2**70, "9999-12-31T23:59:59-14:00", {}):
            hear(name, json.dumps(changed(whole, at, odd)).encode(), folder)


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"id":', b"[" * 5000])
def test_what_is_no_message_at_all_is_refused(name: str, body: bytes, folder: Path) -> None:
    hear(name, body, folder)
