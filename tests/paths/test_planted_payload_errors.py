"""
The emulator judges what Tandem sends and knows nothing of how it is made: it catches an error in the payload's code.

Each is planted in the source of `destinations/meta/payload.py`; without one the emulator has nothing to say.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import HTTPError

import pytest

from tandem.destinations.meta import payload
from tandem.emulator.testing import MetaEmulator
from tandem.event.person import Person
from tests.support.clock import NOON
from tests.support.events import DESTINATION, FBP, sha256, tag_event

CLICK = "IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB"
DATASET = DESTINATION.partition(":")[2]

SOUND = tag_event(
    event_source_url=f"https://www.example.com/thanks?fbclid={CLICK}",
    client_ip_address="2001:db8::7",
    person=Person(
        em=(sha256("ada@example.com"),),
        em_google=(sha256("ada@example.com"),),
        fbp=FBP,
        fbc=f"fb.1.{int(NOON.timestamp() * 1000) - 60_000}.{CLICK}",
    ),
)

DATA = 'told["custom_data"] = event.custom_data'
AGENT = 'found["client_user_agent"] = event.client_user_agent'
ADDRESS = 'found["client_ip_address"] = event.client_ip_address'
PLANTED = {
    "the time in milliseconds": ("// 1_000_000", "// 1_000", "time_in_future"),
    "no action_source": ('"action_source": event.action_source,', "", "field_missing"),
    "the name under another key": ('"event_name": event', '"event": event', "field_missing"),
    "the id as the Pixel calls it": ('"event_id": event', '"eventID": event', "key_unexpected"),
    "no amount": ("if event.custom_data:", "if False:", "purchase_value"),
    "nobody": ("if person := user_data(event):", "if person := {}:", "field_missing"),
    "a text in the place of a list": (DATA, 'told["custom_data"] = "49.90"', "field_type"),
    "an email that is not hashed": (AGENT, f"{AGENT}; found['em'] = 'ada@example.com'", "identity_unhashed"),
    "a click id in small letters": (AGENT, f"{AGENT}; found['fbc'] = found['fbc'].lower()", "click_id_modified"),
    "no page": ('told["event_source_url"] = event.event_source_url', "pass", "source_url_missing"),
    "no browser": (AGENT, "pass", "user_agent_missing"),
    "an IPv4 address": (ADDRESS, 'found["client_ip_address"] = "203.0.113.9"', "address_version"),
    "no id": ('"event_id": event.event_id,', "", "event_id_missing"),
    "a variant for another platform": ("if name in _SENT and value", "if value", "key_unknown"),
}
"""What the source says, what it says instead, and by which rule or diagnostic the emulator catches it."""


@pytest.fixture(scope="module")
def metas() -> Iterator[tuple[MetaEmulator, MetaEmulator]]:
    """One that does as Meta does, and a strict one."""
    with (
        MetaEmulator.running(clock=NOON.timestamp) as usual,
        MetaEmulator.running(clock=NOON.timestamp, strict=True) as strict,
    ):
        yield usual, strict


def written_by(module: Any) -> Any:
    return json.loads(module.body([SOUND]))


def with_error(right: str, wrong: str) -> ModuleType:
    """The payload's code with one place changed."""
    source = Path(str(payload.__file__)).read_text(encoding="utf-8")
    assert source.count(right) == 1, f"there is no single place that reads {right!r}: plant the error anew"
    changed = ModuleType("payload_with_an_error")
    exec(compile(source.replace(right, wrong), "payload.py", "exec"), changed.__dict__)
    return changed


def objections(metas: tuple[MetaEmulator, MetaEmulator], request: Any) -> set[str]:
    """The names of all that the two have to say against a request."""
    found: set[str] = set()
    for meta in metas:
        meta.reset()
        ask_quietly(meta, request)
        found |= {diagnostic["key"] for diagnostic in meta.diagnostics()}
        found |= {name for refused in meta.rejected() for name in (refused["rule"], *refused["about"].values())}
    return found


def ask_quietly(meta: MetaEmulator, request: Any) -> None:
    """A refusal is read from the list of them."""
    with contextlib.suppress(HTTPError):
        meta.post(f"/v26.0/{DATASET}/events", request | {"access_token": "a-token"})


def test_what_is_sent_leaves_nothing_to_say(metas: tuple[MetaEmulator, MetaEmulator]) -> None:
    """Not even to the strict one."""
    assert objections(metas, written_by(payload)) == set()
    assert [meta.counted("Purchase") for meta in metas] == [1, 1]


@pytest.mark.parametrize("error", PLANTED)
def test_a_planted_error_is_caught(error: str, metas: tuple[MetaEmulator, MetaEmulator]) -> None:
    """By the rule, or the diagnostic, that is made for it."""
    right, wrong, name = PLANTED[error]
    assert name in objections(metas, written_by(with_error(right, wrong)))
