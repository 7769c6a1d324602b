"""POST /hooks/NAME: a shop tells facts of its orders, and proves that it is the shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tandem.config.schema import Source
from tests.support.acceptor import RunningAcceptor, running_acceptor
from tests.support.hooks import OLD_SECRET, SECRET, signed
from tests.support.settings import SHOP, settings
from tests.support.waiting import eventually, stays

ORDER = {
    "order_id": "001001",
    "kind": "paid",
    "at": 1_700_000_000,
    "key": "payment-7",
    "amount": "49.90",
    "totals": {"currency": "eur", "gross": "49.90", "tax": "7.97"},
    "user_data": {"em": "ada@example.com", "client_ip_address": "203.0.113.9", "client_user_agent": "Mozilla/5.0"},
    "links": {"checkout": "the-checkout-token"},
    "consent": {"ads": "granted", "signal": "manual", "at": 1_700_000_000},
}


@pytest.fixture(scope="module")
def acceptor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    source = Source(name="till", kind="orders", secrets=(OLD_SECRET, SECRET))
    shop = msgspec.structs.replace(SHOP, source=(source, Source(name="bell", kind="orders", secrets=(SECRET,))))
    with running_acceptor(tmp_path_factory.mktemp("hooks"), settings(shop, private_addresses=True)) as running:
        yield running


def post(acceptor: RunningAcceptor, told: Any, *, at: datetime | None = None, **signing: str) -> Any:
    body, headers = signed(told, at or datetime.now(UTC), **signing)
    return acceptor.ask("POST", "/hooks/till", body, **headers)


def facts(acceptor: RunningAcceptor) -> list[dict[str, Any]]:
    return [each["fact"] for each in acceptor.journalled() if each["kind"] == "order"]


def test_a_signed_fact_is_kept_hashed_with_its_order_as_text(acceptor: RunningAcceptor) -> None:
    """Leading zeros count, the amount stays exact, and nobody's e-mail address reaches the disk."""
    assert post(acceptor, ORDER).status == 200
    kept = facts(acceptor)[-1]
    assert (kept["order_id"], kept["kind"], kept["key"], kept["source"]) == ("001001", "paid", "payment-7", "till")
    assert kept["totals"] == {"currency": "EUR", "gross": 49.90, "tax": 7.97}
    # printf ada@example.com | sha256sum
    assert kept["person"]["em"] == ["b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"]
    # printf the-checkout-token | sha256sum
    assert kept["links"] == ["checkout:8e5e867a192dc1c836ef18666593654040480050c98a1619b1342ed752ac5a02"]
    assert (kept["client_ip_address"], kept["client_user_agent"]) == ("203.0.113.9", "Mozilla/5.0")
    assert b"ada@example.com" not in acceptor.bytes_on_disk()
    assert b"the-checkout-token" not in acceptor.bytes_on_disk()


def test_a_secret_that_is_being_rotated_out_still_opens(acceptor: RunningAcceptor) -> None:
    assert post(acceptor, ORDER, secret=OLD_SECRET).status == 200


def test_a_changed_byte_is_refused_and_nothing_is_kept(acceptor: RunningAcceptor) -> None:
    before = len(facts(acceptor))
    body, headers = signed(ORDER, datetime.now(UTC))
    answer = acceptor.ask("POST", "/hooks/till", body.replace(b"49.90", b"99.90"), **headers)
    assert (answer.status, answer.error["reason"], answer.error["field"]) == (401, "bad_signature", "webhook-signature")
    assert len(facts(acceptor)) == before


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_a_message_signed_long_ago_or_ahead_is_refused(acceptor: RunningAcceptor, away: timedelta) -> None:
    answer = post(acceptor, ORDER, at=datetime.now(UTC) + away)
    assert (answer.status, answer.error["field"]) == (401, "webhook-timestamp")


def heard(acceptor: RunningAcceptor) -> int:
    return sum(each["count"] for each in acceptor.journalled() if each["kind"] == "heard" and each["source"] == "bell")


async def test_each_message_that_a_source_tells_itself_is_a_sign_of_its_life(acceptor: RunningAcceptor) -> None:
    """What is refused is none."""
    for secret in (SECRET, SECRET, "whsec_" + "A" * 32):
        body, headers = signed(ORDER, datetime.now(UTC), secret=secret)
        acceptor.ask("POST", "/hooks/bell", body, **headers)
    assert await eventually(lambda: heard(acceptor), lambda count: count >= 2)
    assert await stays(lambda: heard(acceptor), 2, seconds=1.5)


def test_a_name_that_no_source_has_is_no_door(acceptor: RunningAcceptor) -> None:
    body, headers = signed(ORDER, datetime.now(UTC))
    assert acceptor.ask("POST", "/hooks/nobody", body, **headers).status == 404


def test_a_fact_that_cannot_be_used_is_refused_with_its_field(acceptor: RunningAcceptor) -> None:
    answer = post(acceptor, {**ORDER, "totals": {"currency": "EURO", "gross": "1"}})
    assert (answer.status, answer.error["field"]) == (400, "totals.currency")


def test_after_a_refusal_the_order_is_kept_and_is_nobodys(acceptor: RunningAcceptor) -> None:
    """The shop's books stay whole; the customer stays out of them."""
    denied = {**ORDER, "event_source_url": "https://www.example.com/thanks", "consent": {"ads": "denied"}}
    assert post(acceptor, denied).status == 200
    kept = facts(acceptor)[-1]
    assert (kept["order_id"], kept["totals"]["gross"], kept["grants"]) == ("001001", 49.90, {"ads": "denied"})
    assert kept.get("person", {}) == {}
    assert not {"client_ip_address", "client_user_agent", "links", "event_source_url"} & kept.keys()
