"""The estimate of Event Match Quality: labelled as one, explained key by key, with what would help most."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.emulator.quality.estimate import match_quality
from tandem.emulator.quality.rules import load_quality
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH, pixel, purchase, send

POINTS = {
    name: key["points"]
    for name, key in json.loads((Path(__file__).parents[3] / "contracts" / "meta" / "match_quality.json").read_text())[
        "keys"
    ].items()
}
HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""printf '' | sha256sum"""

EVERY_KEY: dict[str, Any] = {
    "em": EMAIL_HASH, "ph": EMAIL_HASH, "fn": EMAIL_HASH, "ln": EMAIL_HASH, "db": EMAIL_HASH, "ge": EMAIL_HASH,
    "ct": EMAIL_HASH, "st": EMAIL_HASH, "zp": EMAIL_HASH, "country": EMAIL_HASH, "external_id": "42",
    "client_ip_address": "2001:db8::7", "client_user_agent": "Mozilla/5.0", "fbp": "fb.1.1795000000000.1098115397",
    "fbc": "fb.1.1795000000000.IwAR2F4dbP0l7Mn1",
}  # fmt: skip


def quality(meta: MetaEmulator, name: str = "Purchase") -> Any:
    [found] = meta.get("/sandbox/match_quality", event_name=name)["events"]
    return found


def test_the_score_is_the_sum_of_the_points_of_its_keys(meta: MetaEmulator) -> None:
    """Email 2.5, IP address 0.8, user agent 0.6: 3.9; and it says that it is an estimate."""
    send(meta, purchase())
    assert meta.match_quality("Purchase") == 3.9
    assert meta.received()[0]["match_quality"] == 3.9
    answer = meta.get("/sandbox/match_quality")
    assert (answer["estimate"], answer["target"]) == (True, 6.0)


def test_what_would_help_comes_in_the_order_of_its_gain(meta: MetaEmulator) -> None:
    """`add phone: +1.4` behind the click id, before the ids that are worth one point."""
    send(meta, purchase())
    advice = quality(meta)["advice"]
    assert [line["text"] for line in advice[:3]] == ["add Click ID: +2.2", "add phone: +1.4", "add External ID: +1.0"]
    assert [line["gain"] for line in advice] == sorted((line["gain"] for line in advice), reverse=True)


def test_coverage_share_and_gain_are_told_for_each_key(meta: MetaEmulator) -> None:
    """One of four events has a phone: a quarter of its 1.4 points is there, three quarters could be gained."""
    with_phone = {**purchase()["user_data"], "ph": EMAIL_HASH}
    send(meta, purchase(user_data=with_phone), *(purchase(event_id=str(number)) for number in range(3)))
    phone = next(key for key in quality(meta)["keys"] if key["key"] == "ph")
    assert (phone["coverage"], phone["contributed"], phone["gain"]) == (0.25, 0.35, 1.05)
    assert meta.match_quality("Purchase") == 4.25  # 3.9 + 1.4 / 4


def test_an_event_with_every_key_scores_ten_and_needs_nothing(meta: MetaEmulator) -> None:
    """More points than ten there are not, and advice that changes nothing is not given."""
    send(meta, purchase(user_data=EVERY_KEY))
    assert meta.match_quality("Purchase") == 10
    assert quality(meta)["advice"] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ph", HASH_OF_NOTHING),
        ("fbp", "not-an-fbp"),
        ("client_ip_address", "203.0.113.7:443"),
        ("client_ip_address", "127.0.0.1"),
        ("external_id", "undefined"),
        ("client_user_agent", ""),
    ],
)
def test_a_key_that_can_match_nobody_is_worth_nothing(meta: MetaEmulator, key: str, value: Any) -> None:
    """The hash of an empty field, a malformed id, an address with a port: accepted by the edge, and no help."""
    send(meta, purchase(user_data={"em": EMAIL_HASH, key: value}))
    assert meta.match_quality("Purchase") == POINTS["em"]


def test_a_list_is_worth_as_much_as_its_best_value(meta: MetaEmulator) -> None:
    """One good phone beside the hash of an empty field."""
    send(meta, purchase(user_data={"em": EMAIL_HASH, "ph": [HASH_OF_NOTHING, EMAIL_HASH]}))
    assert meta.match_quality("Purchase") == pytest.approx(POINTS["em"] + POINTS["ph"])


def test_only_web_events_from_the_server_are_scored(meta: MetaEmulator) -> None:
    """As at Meta: not the Pixel's, not those of a shop or an app; asking for one of these is told, not answered 0."""
    pixel(meta, "Lead")
    send(meta, purchase(event_name="Sale", action_source="physical_store"))
    assert meta.get("/sandbox/match_quality")["events"] == []
    with pytest.raises(LookupError, match="Lead"):
        meta.match_quality("Lead")


def test_every_key_names_its_source() -> None:
    """A number without a reason would be a number made up."""
    assert all(key.source and key.priority for key in load_quality().keys.values())


some_keys = st.frozensets(st.sampled_from(sorted(POINTS)))


@given(st.lists(some_keys, min_size=1, max_size=8))
def test_the_shares_sum_up_to_the_score(events: list[frozenset[str]]) -> None:
    """Between 0 and 10; no key is promised more than its points; and what is shown of each key adds up."""
    found = match_quality("Purchase", events, {})
    assert 0 <= found.score <= 10
    assert sum(key.contributed for key in found.keys) == pytest.approx(found.score, abs=0.1)
    assert all(0 <= key.gain <= POINTS[key.key] + 0.005 for key in found.keys)


@given(st.lists(some_keys, min_size=1, max_size=5), st.sampled_from(sorted(POINTS)))
def test_the_gain_is_what_the_score_rises_by(events: list[frozenset[str]], key: str) -> None:
    """Following the advice gives what was advised."""
    before = match_quality("Purchase", events, {})
    after = match_quality("Purchase", [keys | {key} for keys in events], {})
    gain = next(share.gain for share in before.keys if share.key == key)
    assert after.score - before.score == pytest.approx(gain, abs=0.02)
