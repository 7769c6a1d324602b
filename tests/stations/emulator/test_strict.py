"""Strict mode refuses what Meta accepts with a warning, and says by which rule."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError

import pytest

from tandem.emulator.diagnostics import QUESTIONS
from tandem.emulator.edge.strict import OWN
from tandem.emulator.rules import load_rules
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH, NOW, Answer, HandClock, ask, pixel, purchase, send
from tests.stations.emulator.test_serve import free_port

USER = purchase()["user_data"]
FBCLID = "IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"
HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""printf '' | sha256sum"""

LANDING = f"https://shop.example/?fbclid={FBCLID}"


def fbc(click_id: str, at: float = NOW) -> dict[str, Any]:
    return {**USER, "fbc": f"fb.1.{int(at * 1000)}.{click_id}"}


def amount(**changes: Any) -> dict[str, Any]:
    return {"value": 1, "currency": "EUR"} | changes


WARNED: dict[str, dict[str, Any]] = {
    "event_id_missing": {"event_id": None},
    "currency_case": {"custom_data": amount(currency="eur")},
    "hash_case": {"user_data": {**USER, "em": EMAIL_HASH.upper()}},
    "fbp_malformed": {"user_data": {**USER, "fbp": "1098115397"}},
    "address_malformed": {"user_data": {**USER, "client_ip_address": "203.0.113.7:443"}},
    "key_unknown": {"user_data": {**USER, "email": EMAIL_HASH}},
    "source_url_missing": {"event_source_url": None},
    "user_agent_missing": {"user_data": {"em": EMAIL_HASH}},
    "event_id_misplaced": {"custom_data": amount(event_id="order_1")},
    "event_id_placeholder": {"event_id": "undefined"},
    "event_misspelt": {"event_name": "add_to_cart"},
    "currency_invalid": {"custom_data": amount(currency="EURO")},
    "value_without_currency": {"event_name": "Lead", "custom_data": {"value": 1}},
    "personal_data": {"custom_data": amount(phone="+1 650 555 1212")},
    "customer_information_invalid": {"user_data": {**USER, "ph": HASH_OF_NOTHING}},
    "click_id_modified": {"event_source_url": LANDING, "user_data": fbc(FBCLID.lower())},
    "click_id_time": {"user_data": fbc(FBCLID, NOW + 86_400)},
    "click_id_missing": {"event_source_url": LANDING},
    "late_events": {"event_time": int(NOW) - 7200},
}


@pytest.fixture
def strict(clock: HandClock) -> Iterator[MetaEmulator]:
    """A Meta that lets nothing pass it would warn about."""
    with MetaEmulator.running(clock=clock, strict=True) as emulator:
        yield emulator


def named_rule(answer: Answer) -> str:
    message = answer.json()["error"]["message"]
    return str(message.partition("rule ")[2].partition(":")[0])


def test_every_rule_is_tested() -> None:
    """A new one needs a case here; and the contract names only rules that exist."""
    rules = load_rules().strict
    assert WARNED.keys() == rules.rules.keys() | rules.diagnostics
    assert rules.rules.keys() == OWN.keys()
    assert rules.diagnostics <= {question.key for question in QUESTIONS}


@pytest.mark.parametrize("rule", WARNED)
def test_what_meta_warns_about_is_refused_and_the_rule_is_named(
    meta: MetaEmulator, strict: MetaEmulator, rule: str
) -> None:
    """The same event is accepted by Meta, and refused in strict mode."""
    event = purchase(**WARNED[rule])
    assert send(meta, event).status == 200
    answer = send(strict, event)
    assert answer.codes == (400, 100, None)
    assert named_rule(answer) == rule
    assert strict.received() == []


def test_a_sound_event_passes(strict: MetaEmulator) -> None:
    """An event of each channel with which nothing is wrong, with an IPv4 address too."""
    send(strict, purchase(user_data=fbc(FBCLID), event_source_url=LANDING))
    assert send(strict, purchase(user_data={**USER, "client_ip_address": "203.0.113.7"})).status == 200
    assert send(strict, purchase(action_source="physical_store", event_id=None)).status == 200
    pixel(strict)
    assert strict.rejected() == []


def test_one_event_refuses_its_batch_and_the_answer_says_which(strict: MetaEmulator) -> None:
    """As with every other fault; the index is in the message."""
    answer = send(strict, purchase(), purchase(event_id=None))
    assert "data[1]" in answer.json()["error"]["message"]
    assert strict.counted() == 0


def test_no_value_is_repeated_in_the_answer(strict: MetaEmulator) -> None:
    """The rule says where the personal data is, and not what it is."""
    assert b"650" not in send(strict, purchase(**WARNED["personal_data"])).body


def test_strict_mode_can_be_had_on_the_command_line() -> None:
    """`tandem emulate --strict`."""
    port = free_port()
    command = [sys.executable, "-m", "tandem", "emulate", "--port", str(port), "--strict", "--quiet"]
    with subprocess.Popen(command) as child:
        try:
            meta = MetaEmulator(f"http://127.0.0.1:{port}")
            deadline = time.monotonic() + 20
            while not answers(meta) and time.monotonic() < deadline:
                time.sleep(0.02)
            event = purchase(event_time=int(time.time()), event_id=None)
            assert named_rule(send(meta, event)) == "event_id_missing"
        finally:
            child.terminate()


def answers(meta: MetaEmulator) -> bool:
    try:
        return ask(f"{meta.url}/sandbox/counted").status == 200
    except URLError:
        return False
