"""Each diagnostic fires on what it is for, and stays silent on an event with which nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tandem.emulator.diagnostics import QUESTIONS
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH, NOW, HandClock, ask, pixel, purchase, send

USER = {"em": [EMAIL_HASH], "client_user_agent": "Mozilla/5.0"}
FBCLID = "IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"
LANDING = f"https://shop.example/?fbclid={FBCLID}"


def fbc(click_id: str) -> dict[str, object]:
    return {"user_data": {**USER, "fbc": f"fb.1.1795000000000.{click_id}"}, "event_source_url": LANDING}


HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""printf '' | sha256sum"""

HASH_OF_NULL = "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"
"""printf null | sha256sum"""

DAY = 86_400


def made(days: float, click_id: str = FBCLID) -> dict[str, object]:
    """A user whose click was first seen so many days ago."""
    return {**USER, "fbc": f"fb.1.{int((NOW - days * DAY) * 1000)}.{click_id}"}


def somebody(number: int) -> dict[str, object]:
    return {"em": f"{number:064x}", "client_user_agent": "Mozilla/5.0", "client_ip_address": "2001:db8::7"}


TROUBLE: dict[str, Callable[[MetaEmulator], object]] = {
    "event_id_missing": lambda meta: (pixel(meta, eid=None), send(meta, purchase())),
    "event_id_misplaced": lambda meta: pixel(meta, **{"cd[eventID]": "order_1"}),
    "event_id_repeated": lambda meta: send(meta, purchase(), purchase()),
    "ids_differ": lambda meta: (pixel(meta, eid="order-0042"), send(meta, purchase(event_id="order-42"))),
    "personal_data": lambda meta: pixel(meta, dl="https://shop.example/?e=ada%40example.com"),
    "click_id_modified": lambda meta: send(meta, purchase(**fbc(FBCLID.lower()))),
    "currency_invalid": lambda meta: pixel(meta, **{"cd[value]": "1", "cd[currency]": "EURO"}),
    "value_without_currency": lambda meta: pixel(meta, "Lead", **{"cd[value]": "1"}),
    "source_url_missing": lambda meta: send(meta, purchase(event_source_url=None)),
    "user_agent_missing": lambda meta: send(meta, purchase(user_data={"em": EMAIL_HASH})),
    "address_version": lambda meta: send(meta, purchase(user_data={**USER, "client_ip_address": "203.0.113.7"})),
    "event_misspelt": lambda meta: pixel(meta, "add_to_cart"),
    "event_id_placeholder": lambda meta: pixel(meta, "Lead", "undefined"),
    "customer_information_invalid": lambda meta: send(meta, purchase(user_data={**USER, "ph": HASH_OF_NOTHING})),
    "click_id_time": lambda meta: send(meta, purchase(user_data=made(91))),
    "click_id_missing": lambda meta: send(meta, purchase(event_source_url=LANDING)),
    "visitor_shared": lambda meta: [send(meta, purchase(event_id=n, user_data=somebody(n))) for n in range(5)],
    "click_id_shared": lambda meta: [
        send(meta, purchase(event_id=n, user_data=somebody(n) | {"fbc": f"fb.1.1795000000000.{FBCLID}"}))
        for n in range(5)
    ],
    "event_nonstandard": lambda meta: pixel(meta, "NewsletterSignup", tm="0"),
    "purchase_incomplete": lambda meta: pixel(meta, **{"cd[value]": "1"}),
    "pixels_several": lambda meta: (pixel(meta, "Lead", "a"), pixel(meta, "Lead", "b", id="999")),
    "pixel_versions_conflict": lambda meta: (pixel(meta, "Lead", "a", v="2.9.1"), pixel(meta, "Lead", "b", v="2.9.2")),
    "parameters_filtered": lambda meta: pixel(meta, "Lead", dl="https://shop.example/?q=_removed_"),
    "contents_missing": lambda meta: (
        pixel(meta, "ViewContent", "a", **{"cd[content_ids]": '["1"]'}),
        pixel(meta, "AddToCart", "b"),
    ),
    "late_events": lambda meta: send(meta, purchase(event_time=int(NOW) - 7200)),
}
NEEDS_MORE = {"low_coverage", "ip_mismatch", "event_name_missing"}
"""These have tests of their own below and in `test_ip_mismatch.py`."""


def keys(meta: MetaEmulator) -> set[str]:
    return {finding["key"] for finding in meta.diagnostics()}


def test_every_diagnostic_is_tested() -> None:
    """A new one needs a case here."""
    assert {question.key for question in QUESTIONS} == TROUBLE.keys() | NEEDS_MORE


@pytest.mark.parametrize("key", TROUBLE)
def test_a_diagnostic_fires_on_what_it_is_for(meta: MetaEmulator, key: str) -> None:
    """With a count, an example and a cure; and the event itself carries the complaint."""
    TROUBLE[key](meta)
    finding = next(finding for finding in meta.diagnostics() if finding["key"] == key)
    assert finding["count"] >= 1
    assert finding["example"]["detail"]
    assert finding["cure"].endswith(".")
    assert key in {complaint["key"] for event in meta.received() for complaint in event["complaints"]}


def test_a_sound_pair_raises_no_complaint(meta: MetaEmulator) -> None:
    """Same id, same value, a hashed email, an IPv6 address: nothing to say."""
    pixel(meta, **{"cd[value]": "49.90", "cd[currency]": "EUR"})
    send(meta, purchase())
    assert keys(meta) == set()
    assert [event["complaints"] for event in meta.received()] == [[], []]


@pytest.mark.parametrize(
    ("sent", "is_modified"),
    [
        (FBCLID, False),
        ("AnotherClickAltogether12345", False),
        (FBCLID.lower(), True),
        (FBCLID[:30], True),
        (f"{FBCLID}_more", True),
    ],
)
def test_a_click_id_is_compared_character_by_character(meta: MetaEmulator, sent: str, is_modified: bool) -> None:
    """Lower-cased or cut off is modified; another click is another click."""
    send(meta, purchase(**fbc(sent)))
    assert ("click_id_modified" in keys(meta)) is is_modified


@pytest.mark.parametrize(
    ("name", "meant"),
    [("purchase", True), ("Add To Cart", True), ("Purchse", True), ("NewsletterSignup", False), ("Order", False)],
)
def test_only_slips_of_the_pen_are_called_misspelt(meta: MetaEmulator, name: str, meant: bool) -> None:
    """A custom event is allowed to have its own name."""
    pixel(meta, name)
    assert ("event_misspelt" in keys(meta)) is meant


def test_personal_data_in_custom_data_is_found_at_any_depth(meta: MetaEmulator) -> None:
    """The complaint says where, and never what."""
    details = {"value": 1, "currency": "EUR", "customer": {"phone": "+1 650 555 1212"}}
    send(meta, purchase(custom_data=details))
    detail = meta.diagnostics()[0]["example"]["detail"]
    assert detail == "personal data in clear in custom_data.customer.phone"


@pytest.mark.parametrize(("twins", "is_low"), [(3, True), (4, False)])
def test_low_coverage_is_below_three_quarters(meta: MetaEmulator, clock: HandClock, twins: int, is_low: bool) -> None:
    """3 of 5 is low, 4 of 5 is not; and a twin gets two minutes to arrive before it is missed."""
    for number in range(5):
        pixel(meta, eid=str(number))
    send(meta, *(purchase(event_id=str(number)) for number in range(twins)))
    assert "low_coverage" not in keys(meta)
    clock.at = NOW + 121
    assert ("low_coverage" in keys(meta)) is is_low


@pytest.mark.parametrize(
    ("users", "fires"),
    [
        ([made(0)], False),
        ([made(89)], False),
        ([made(91)], True),
        ([made(-1)], True),
        ([made(1), made(1)], False),
        ([made(1), made(2)], True),
        ([made(1), made(2, "AnotherClick")], False),
    ],
    ids=["now", "89 days", "91 days", "tomorrow", "kept", "made anew", "two clicks"],
)
def test_the_time_in_fbc_is_the_time_of_the_click(meta: MetaEmulator, users: list[Any], fires: bool) -> None:
    """Not in the future, not over 90 days old, and the same in every event of one click."""
    send(meta, *(purchase(event_id=str(number), user_data=user) for number, user in enumerate(users)))
    assert ("click_id_time" in keys(meta)) is fires


@pytest.mark.parametrize(
    "hash_", [HASH_OF_NOTHING, HASH_OF_NULL, f"{HASH_OF_NOTHING}.AQQCAQMC", [HASH_OF_NULL.upper()]]
)
def test_the_hash_of_nothing_is_called_by_its_name(meta: MetaEmulator, hash_: Any) -> None:
    """An empty field or the word null, hashed: accepted, and worthless; an appendix or capitals do not hide it."""
    send(meta, purchase(user_data={**USER, "ph": hash_}))
    finding = next(finding for finding in meta.diagnostics() if finding["key"] == "customer_information_invalid")
    assert finding["example"]["detail"] == "user_data.ph is the hash of nothing, or of a placeholder"


@pytest.mark.parametrize(
    ("fault", "key", "name"),
    [
        ({"event_name": None}, "event_name_missing", "(no name)"),
        ({"user_data": {"em": "ada@example.com"}}, "customer_information_invalid", "Purchase"),
        ({"user_data": {"client_user_agent": "a"}}, "customer_information_invalid", "Purchase"),
        ({"user_data": {**USER, "fbc": "IwAR2F4dbP0l7Mn1"}}, "customer_information_invalid", "Purchase"),
    ],
)
def test_what_was_refused_is_diagnosed_too(meta: MetaEmulator, fault: Any, key: str, name: str) -> None:
    """Meta shows under Diagnostics what it dropped; the example says so, and holds nothing personal."""
    send(meta, purchase(**fault))
    finding = next(finding for finding in meta.diagnostics() if finding["key"] == key)
    assert (finding["count"], finding["example"]["event_name"], finding["example"]["refused"]) == (1, name, True)
    assert "ada@" not in str(finding)


def test_a_browser_event_without_a_name_is_diagnosed(meta: MetaEmulator) -> None:
    """`/tr/` without `ev`."""
    ask(f"{meta.url}/tr/?id=1")
    assert keys(meta) == {"event_name_missing"}


def test_four_people_may_share_a_browser(meta: MetaEmulator) -> None:
    """A family does; five purchases of one person do too."""
    send(meta, *(purchase(event_id=str(n), user_data=somebody(n % 4)) for n in range(8)))
    assert keys(meta) == set()


def test_four_people_may_have_one_click(meta: MetaEmulator) -> None:
    """A link that is passed on in a family; each may buy many times, and is known by several things, on both legs."""
    fbc = f"fb.1.1795000000000.{FBCLID}"
    for number in range(8):
        who = somebody(number % 4)
        known = {"em": [who["em"]], "ph": [who["em"]]} if number > 3 else {"ph": [who["em"]]}
        send(meta, purchase(event_id=str(number), user_data=who | known | {"fbc": fbc}))
        pixel(meta, "Lead", str(number), fbc=fbc, **{"ud[em]": str(who["em"])})
    assert "click_id_shared" not in keys(meta)


@pytest.mark.parametrize(
    ("name", "tm", "fires"),
    [
        ("NewsletterSignup", "0", True),
        ("NewsletterSignup", "1", True),
        ("NewsletterSignup", "2", False),
        ("NewsletterSignup", "4", False),
        ("Lead", "0", False),
        ("SubscribedButtonClick", "5", False),
    ],
)
def test_a_name_of_ones_own_belongs_to_trackcustom(meta: MetaEmulator, name: str, tm: str, fires: bool) -> None:
    """By `track` and `trackSingle` (tm 0 and 1) Meta expects a name that it defines."""
    pixel(meta, name, tm=tm)
    assert ("event_nonstandard" in keys(meta)) is fires


def test_an_event_that_never_comes_from_the_server_is_not_missed_there(meta: MetaEmulator, clock: HandClock) -> None:
    """PageView may well travel one way only."""
    for _ in range(5):
        pixel(meta, "PageView", None)
    clock.at = NOW + 121
    assert keys(meta) == set()
