"""What Meta refuses, the emulator refuses with the same status, code and subcode. Source: spec of the error codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import (
    DATASET,
    EMAIL_HASH,
    NOW,
    TOKEN,
    HandClock,
    ask,
    purchase,
    send,
)

DAY = 86_400
USER = {"em": EMAIL_HASH}

REFUSED: dict[str, tuple[dict[str, Any], int | None, str]] = {
    "older than 7 days": ({"event_time": int(NOW) - 7 * DAY - 1}, 2804003, "7 days"),
    "a shop's, older than 62 days": (
        {"action_source": "physical_store", "event_time": int(NOW) - 62 * DAY - 1},
        2804003,
        "62 days",
    ),
    "a time in milliseconds": ({"event_time": int(NOW) * 1000}, None, "future"),
    "ten minutes ahead": ({"event_time": int(NOW) + 600}, None, "future"),
    "a purchase without value": ({"custom_data": {"currency": "EUR"}}, 2804009, "value"),
    "a purchase without currency": ({"custom_data": {"value": 1}}, 2804010, "currency"),
    "a purchase without custom_data": ({"custom_data": None}, 2804009, "value"),
    "a malformed fbc": ({"user_data": {**USER, "fbc": "IwAR2F4dbP0l7Mn1"}}, 2804001, "fbc"),
    "an fbc wrapped twice": (
        {"user_data": {**USER, "fbc": "fb.1.1795000000000.fb.1.1795000000000.IwAR"}},
        2804001,
        "fbc",
    ),
    "an fbc without its last part": ({"user_data": {**USER, "fbc": "fb.1.1795000000000"}}, 2804001, "fbc"),
    "no event_name": ({"event_name": None}, None, "event_name"),
    "no event_time": ({"event_time": None}, None, "event_time"),
    "no action_source": ({"action_source": None}, None, "action_source"),
    "no user_data": ({"user_data": None}, None, "user_data"),
    "an action_source that does not exist": ({"action_source": "web"}, None, "action_source"),
    "an unknown key": (
        {"advertiser_tracking_enabled": 1},
        None,
        'Unexpected key "advertiser_tracking_enabled" on param "$[\'data\'][0]"',
    ),
    "a text for a time": ({"event_time": "yesterday"}, None, "event_time"),
    "a list for custom_data": ({"custom_data": []}, None, "custom_data"),
    "a lead id of 5 digits": ({"user_data": {"lead_id": 12345}}, None, "lead_id"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_bad_event_is_refused_as_meta_refuses_it(meta: MetaEmulator, what: str) -> None:
    """Status 400, code 100, the known subcode, and a message that names the fault."""
    changes, subcode, words = REFUSED[what]
    answer = send(meta, purchase(**changes))
    assert answer.codes == (400, 100, subcode)
    error = answer.json()["error"]
    assert words in error.get("error_user_msg", error["message"])
    assert meta.received() == []


HASHED = ("em", "ph", "fn", "ln", "db", "ge", "ct", "st", "zp", "country")
"""Source: Meta's page on customer information parameters, column hashing."""


@pytest.mark.parametrize("key", HASHED)
def test_clear_text_where_a_hash_belongs_is_refused(meta: MetaEmulator, key: str) -> None:
    """2804016, and the message names the key but never its value."""
    answer = send(meta, purchase(user_data={**USER, key: "Ada Lovelace"}))
    assert answer.codes == (400, 100, 2804016)
    assert f"The {key} parameter" in answer.json()["error"]["error_user_msg"]
    assert b"Lovelace" not in answer.body


@pytest.mark.parametrize(
    "value", [EMAIL_HASH, [EMAIL_HASH], f"{EMAIL_HASH}.AQQCAQMC", f"{EMAIL_HASH}.Ag", EMAIL_HASH.upper()]
)
def test_a_hash_is_taken_with_or_without_an_appendix(meta: MetaEmulator, value: Any) -> None:
    """Meta's own parameter builder adds 2 or 8 characters behind the hash."""
    assert send(meta, purchase(user_data={"em": value})).status == 200


@pytest.mark.parametrize("value", [EMAIL_HASH[:32], f"{EMAIL_HASH}.A", [EMAIL_HASH, "ada@example.com"], 12345])
def test_what_is_not_quite_a_hash_is_refused(meta: MetaEmulator, value: Any) -> None:
    """MD5, a broken appendix, one clear value in a list of hashes."""
    assert send(meta, purchase(user_data={"em": value})).codes == (400, 100, 2804016)


THIN = [
    {},
    {"client_user_agent": "Mozilla/5.0"},
    {"ct": EMAIL_HASH, "country": EMAIL_HASH, "client_user_agent": "Mozilla/5.0"},
    {"db": EMAIL_HASH, "client_user_agent": "Mozilla/5.0"},
    {"fn": EMAIL_HASH, "ge": EMAIL_HASH},
    {"ln": EMAIL_HASH},
    {"em": "", "ph": []},
    {"shoe_size": 44},
]


@pytest.mark.parametrize("user_data", THIN, ids=lambda user: "+".join(user) or "nothing")
def test_identity_too_broad_to_match_anybody_is_refused(meta: MetaEmulator, user_data: dict[str, Any]) -> None:
    """Only the combinations of Meta's best practices page, or parts of them: 2804050."""
    assert send(meta, purchase(user_data=user_data)).codes == (400, 100, 2804050)


ENOUGH = [
    {"client_ip_address": "2001:db8::7", "client_user_agent": "Mozilla/5.0"},
    {"fbp": "fb.1.1795000000000.1098115397"},
    {"fbc": "fb.1.1795000000000.IwAR2F4dbP0l7Mn1"},
    {"fbc": "fb.1.1795000000000.IwAR2F4dbP0l7Mn1.AQQCAQMC"},
    {"external_id": "42"},
    {"fn": EMAIL_HASH, "ln": EMAIL_HASH},
    {"lead_id": 123456789012345},
]


@pytest.mark.parametrize("user_data", ENOUGH, ids=lambda user: "+".join(user))
def test_identity_that_says_enough_is_accepted(meta: MetaEmulator, user_data: dict[str, Any]) -> None:
    """IP with user agent, a browser id, a click id, an external id, both names, a lead id."""
    assert send(meta, purchase(user_data=user_data)).status == 200


@pytest.mark.parametrize(
    ("changes"),
    [
        {"event_time": int(NOW) - 7 * DAY},
        {"event_time": int(NOW) + 60},
        {"action_source": "physical_store", "event_time": int(NOW) - 62 * DAY},
        {"custom_data": {"value": 0, "currency": "eur"}},
        {"custom_data": {"value": "142.52", "currency": "USD"}},
        {"event_id": 17, "referrer_url": None, "opt_out": False},
    ],
)
def test_what_is_just_allowed_is_accepted(meta: MetaEmulator, changes: dict[str, Any]) -> None:
    """The last second of seven days, a clock a minute ahead, a value of zero, a number in text."""
    assert send(meta, purchase(**changes)).status == 200


def test_one_bad_event_refuses_its_whole_batch(meta: MetaEmulator) -> None:
    """Nothing of the batch is kept; the sandbox, unlike Meta, says which event was at fault."""
    bad = purchase(event_id="b", user_data={"em": "ada@example.com"})
    send(meta, purchase(event_id="a"), bad, purchase(event_id="c"))
    refusal = meta.rejected()[0]
    assert (refusal["index"], refusal["event_count"], refusal["rule"]) == (1, 3, "identity_unhashed")
    assert meta.received() == []
    assert meta.counted() == 0


@pytest.mark.parametrize(("count", "status"), [(1000, 200), (1001, 400)])
def test_a_request_holds_at_most_a_thousand_events(meta: MetaEmulator, count: int, status: int) -> None:
    """1000 pass, 1001 do not."""
    answer = send(meta, *(purchase(event_id=str(number)) for number in range(count)))
    assert answer.status == status
    assert meta.counted() == (1000 if status == 200 else 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"data": 1}', b'{"data": "["}', b'{"data": []}', b"{}", b'{"data": [1]}']
)
def test_a_body_that_is_no_batch_is_refused(meta: MetaEmulator, body: bytes) -> None:
    """Code 100 without a subcode, whatever is broken about it."""
    url = f"{meta.url}/v26.0/{DATASET}/events?access_token={TOKEN}"
    assert ask(url, body, Content_Type="application/json", method="POST").codes == (400, 100, None)


def test_json_nested_without_end_is_refused(meta: MetaEmulator) -> None:
    """A hostile depth is an unreadable body, not a crash."""
    body = b'{"data": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}"
    url = f"{meta.url}/v26.0/{DATASET}/events?access_token={TOKEN}"
    assert ask(url, body, Content_Type="application/json").codes == (400, 100, None)


@pytest.mark.parametrize(
    ("token", "subcode"), [("", None), ("has white space", None), ("EAAB-bad-token", None), ("EAAB-expired", 463)]
)
def test_a_token_that_opens_nothing_is_refused(meta: MetaEmulator, token: str, subcode: int | None) -> None:
    """401 with code 190; an expired one with subcode 463."""
    assert send(meta, purchase(), token=token).codes == (401, 190, subcode)


def test_only_listed_tokens_pass_when_there_is_a_list(clock: HandClock) -> None:
    """`make_app(tokens=…)` restricts who may send."""
    with MetaEmulator.running(clock=clock, tokens={TOKEN}) as meta:
        assert send(meta, purchase()).status == 200
        assert send(meta, purchase(), token="another-token").codes == (401, 190, None)


def test_an_unknown_dataset_is_refused(clock: HandClock) -> None:
    """100/33: the object does not exist, or the token has no right to it."""
    with MetaEmulator.running(clock=clock, datasets={DATASET}) as meta:
        assert send(meta, purchase()).status == 200
        assert send(meta, purchase(), dataset="99").codes == (400, 100, 33)
        assert send(meta, purchase(), dataset="me").codes == (400, 100, 33)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_edge_takes_post_only(meta: MetaEmulator, method: str) -> None:
    """No other method is supported on this edge."""
    assert ask(f"{meta.url}/v26.0/{DATASET}/events", method=method).codes == (400, 100, 33)


def test_a_version_is_refused_from_the_day_it_expires(meta: MetaEmulator, clock: HandClock) -> None:
    """v21.0 expires on 2027-01-21 (Meta's changelog of versions)."""
    eve, day = 1_800_489_599, 1_800_489_600  # date -u -d 2027-01-21 +%s, and the second before
    clock.at = eve
    assert send(meta, purchase(event_time=eve), version="v21.0").status == 200
    clock.at = day
    answer = send(meta, purchase(event_time=day), version="v21.0")
    assert answer.status == 400
    assert "2027-01-21" in answer.json()["error"]["message"]


def test_a_version_that_never_was_is_refused(meta: MetaEmulator) -> None:
    """A typo in the version is told, not guessed at."""
    assert send(meta, purchase(), version="v99.0").status == 400


def test_an_error_body_has_the_documented_fields(meta: MetaEmulator) -> None:
    """message, type, code, error_subcode, is_transient, error_user_title, error_user_msg, fbtrace_id."""
    error = send(meta, purchase(event_time=1)).json()["error"]
    assert set(error) == {
        "message", "type", "code", "error_subcode", "is_transient", "error_user_title", "error_user_msg", "fbtrace_id",
    }  # fmt: skip
    assert (error["type"], error["is_transient"]) == ("OAuthException", False)
    assert json.dumps(error)
