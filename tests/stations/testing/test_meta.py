"""What a test may ask of a Meta, asked of a real emulator."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.testing.meta import Meta

JOHN = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""SHA-256 of john_smith@gmail.com, as Meta prints it."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as running:
        yield running


@pytest.fixture
def meta(emulator: MetaEmulator) -> Meta:
    emulator.reset()
    return Meta(emulator)


def send(meta: Meta, event_id: str = "order_1", **changes: Any) -> None:
    """A server event as any sender would post it. What Meta refuses stays refused."""
    event = {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": event_id,
        "action_source": "website",
        "event_source_url": "https://shop.example/",
        "user_data": {"em": [JOHN], "client_user_agent": "Mozilla/5.0"},
        "custom_data": {"value": 49.9, "currency": "EUR"},
    } | changes
    headers = {"Content-Type": "application/json", "Authorization": "Bearer a-token-of-a-test"}
    body = json.dumps({"data": [event]}).encode()
    with contextlib.suppress(HTTPError):
        urlopen(Request(f"{meta.url}/v24.0/1234567890/events", body, headers), timeout=10).close()


def test_two_legs_under_one_id_are_one_purchase(meta: Meta) -> None:
    """Counted once, and the pair says why."""
    meta.pixel("Purchase", "order_1", value=49.90, currency="EUR")
    send(meta, "order_1")
    assert meta.counted("Purchase") == meta.counted() == 1
    assert meta.pair("Purchase").same_event_id
    assert {event["source"] for event in meta.received("Purchase")} == {"browser", "server"}


def test_two_ids_are_two_purchases_and_stand_side_by_side(meta: Meta) -> None:
    """The pair of legs that were meant as one has two ids, and that is the first difference."""
    meta.pixel("Purchase", "order_1", value=49.90, currency="EUR")
    send(meta, "1")
    pair = meta.pair("Purchase")
    assert meta.counted("Purchase") == 2
    assert not pair.same_event_id
    assert repr(pair) == "<Purchase: browser 'order_1', server '1'>"
    (line,) = [line for line in str(pair).splitlines() if "first difference" in line]
    assert line.split()[:3] == ["event_id", "order_1", "1"]
    assert str(pair) in meta.told()


def test_the_first_difference_between_two_legs_is_marked(meta: Meta) -> None:
    """49.9 and 49.90 are one amount; 39.90 is another."""
    meta.pixel("Purchase", "order_1", value="39.90", currency="EUR")
    send(meta, "order_1")
    pair = meta.pair("Purchase")
    assert pair.same_event_id
    (line,) = [line for line in str(pair).splitlines() if "first difference" in line]
    assert line.split()[:3] == ["custom_data.value", "39.90", "49.9"]


def test_one_leg_alone_is_no_pair_of_one_id(meta: Meta) -> None:
    """The missing one is None, and is told as such."""
    send(meta)
    pair = meta.pair("Purchase")
    assert pair.browser is None
    assert not pair.same_event_id
    assert "browser: never came" in str(pair)


def test_an_event_that_never_came_fails_with_what_did(meta: Meta) -> None:
    """Not with an index out of range."""
    send(meta, event_name="Lead")
    with pytest.raises(AssertionError, match=r"(?s)Meta received no Purchase\..*Lead"):
        meta.pair("Purchase")


def test_a_sender_in_the_background_can_be_waited_for(meta: Meta) -> None:
    """As long as it takes, and no longer than was said."""
    threading.Timer(0.2, send, [meta]).start()
    assert meta.wait_for("Purchase").server is not None
    with pytest.raises(AssertionError, match=r"no Purchase with 2 leg\(s\) within 0\.05 s"):
        meta.wait_for("Purchase", legs=2, seconds=0.05)


def test_hashed_data_is_not_in_clear(meta: Meta) -> None:
    """Hashes, ids and addresses without a name in them pass."""
    meta.pixel("Purchase", "order_1", user_data={"em": JOHN}, value=1, currency="EUR")
    send(meta)
    assert meta.no_personal_data_in_clear() is True


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"user_data": {"em": "john_smith@gmail.com"}}, "refused batch, event 0: user_data.em"),
        ({"event_source_url": "https://shop.example/?e=john_smith@gmail.com"}, "Purchase (server): event_source_url"),
        (
            {"custom_data": {"value": 1, "currency": "EUR", "note": "john_smith@gmail.com"}},
            "Purchase (server): custom_data.note",
        ),
    ],
)
def test_personal_data_in_clear_is_told_by_place_and_never_shown(
    meta: Meta, changes: dict[str, Any], place: str
) -> None:
    """In an accepted event as in a refused one."""
    send(meta, **changes)
    with pytest.raises(AssertionError) as failure:
        meta.no_personal_data_in_clear()
    assert place in str(failure.value)
    assert "john_smith" not in str(failure.value) + meta.told()


def test_personal_data_from_the_pixel_is_seen_too(meta: Meta) -> None:
    """Meta answers a browser with an image, whatever it sends."""
    meta.pixel("Lead", user_data={"fn": "John"})
    with pytest.raises(AssertionError, match=r"Lead \(browser\): user_data\.fn"):
        meta.no_personal_data_in_clear()


def test_a_refused_batch_is_told_with_metas_reason(meta: Meta) -> None:
    """`rejected` has Meta's error, and a failed test shows it in words."""
    send(meta, custom_data={})
    (batch,) = meta.rejected()
    assert batch["error"]["error_subcode"] == 2804009  # "missing value": Meta's code for a purchase without one
    assert meta.counted() == 0
    assert "refused: a batch of 1, for event 0" in meta.told()


def test_match_quality_grows_with_what_is_known(meta: Meta) -> None:
    """An e-mail alone scores less than an e-mail with a phone and a browser id."""
    send(meta, "order_1", event_name="Lead")
    more = {"em": [JOHN], "ph": [JOHN], "fbp": "fb.1.1700000000000.1098115397", "client_user_agent": "Mozilla/5.0"}
    send(meta, "order_2", event_name="Contact", user_data=more)
    assert 0 < meta.match_quality("Lead") < meta.match_quality("Contact") <= 10


def test_no_event_has_no_match_quality(meta: Meta) -> None:
    """A forgotten event must not pass for a poor one."""
    with pytest.raises(AssertionError, match="nothing to score"):
        meta.match_quality("Purchase")
