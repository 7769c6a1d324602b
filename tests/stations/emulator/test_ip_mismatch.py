"""Do both legs name the same visitor's address? Asked below HTTP, because a test's browser is always on loopback."""

from __future__ import annotations

import json

import pytest

from tandem.emulator.actions import Action
from tandem.emulator.diagnostics import ip_mismatch
from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.received import Arrival, Received, Source
from tandem.emulator.rules import load_rules
from tests.stations.emulator.letters import DATASET, NOW, purchase


def leg(number: int, source: Source, address: str, payload: object) -> Received:
    arrival = Arrival(NOW, source, "test", DATASET, address, "")
    return Received(number, arrival, "Purchase", "x", (), raw=json.dumps(payload).encode())


@pytest.mark.parametrize(
    ("seen", "sent", "mismatched"),
    [
        ("203.0.113.7", "203.0.113.7", False),
        ("203.0.113.7", "198.51.100.1", True),
        ("2001:db8::7", "2001:db8:0::7", False),
        ("2001:db8::7", "203.0.113.7", False),
        ("127.0.0.1", "203.0.113.7", False),
        ("203.0.113.7", "203.0.113.7:443", False),
    ],
)
def test_addresses_are_compared_within_one_family(seen: str, sent: str, mismatched: bool) -> None:
    """One visitor may have an IPv4 and an IPv6 address; two of one family are two visitors, or a proxy."""
    browser = leg(1, "browser", seen, {"id": DATASET, "ev": "Purchase"})
    server = leg(2, "server", "", purchase(user_data={"client_ip_address": sent}))
    sample = Sample([browser, server], [Action(1, browser, "browser", server)], load_rules(), NOW)
    assert bool(list(ip_mismatch.ask(sample))) is mismatched
